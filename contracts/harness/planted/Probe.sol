// SPDX-License-Identifier: MIT
// Small contracts of one purpose stand together here, and do on purpose what others must not.
// solhint-disable one-contract-per-file, avoid-tx-origin, avoid-low-level-calls
pragma solidity ^0.8.28;

/// @title What the conformance suite acts on
/// @notice Does one thing a function, each visible from outside. Nothing in it could notice how it is driven.
contract Probe {
    uint256 public sequence;
    mapping(address account => uint256) public last;

    event Noted(address indexed sender, uint256 indexed sequence, uint256 value);
    event Paid(address indexed sender, uint256 value, uint256 balance);
    event Context(
        uint256 number,
        uint256 time,
        uint256 prevrandao,
        address coinbase,
        uint256 baseFee,
        uint256 gasLimit
    );
    event Empty() anonymous;

    error Refused(address sender, uint256 value);

    receive() external payable {
        emit Paid(msg.sender, msg.value, address(this).balance);
    }

    /// @notice Counts calls in their order.
    /// @param value Remembered for the sender.
    /// @return Twice the value.
    function note(uint256 value) external returns (uint256) {
        last[msg.sender] = value;
        emit Noted(msg.sender, sequence++, value);
        return 2 * value;
    }

    /// @notice Writes, logs and then reverts.
    function refuse(uint256 value) external {
        last[msg.sender] = value;
        emit Noted(msg.sender, sequence++, value);
        revert Refused(msg.sender, value);
    }

    /// @notice Fails with a panic.
    function divide(uint256 by) external returns (uint256) {
        sequence++;
        return 1 / by;
    }

    function pay() external payable {
        emit Paid(msg.sender, msg.value, address(this).balance);
    }

    /// @notice Sends ether on, and says whether it was taken.
    function send(address payable to, uint256 value) external returns (bool ok) {
        (ok, ) = to.call{value: value}("");
        emit Paid(to, ok ? value : 0, address(this).balance);
    }

    function context() external {
        emit Context(block.number, block.timestamp, block.prevrandao, block.coinbase, block.basefee, block.gaslimit);
    }

    /// @notice Logs of every shape.
    function logs(bytes calldata data) external {
        emit Empty();
        assembly {
            let at := mload(0x40)
            calldatacopy(at, data.offset, data.length)
            log0(at, data.length)
            log4(at, data.length, 1, 2, 3, not(0))
        }
    }

    /// @notice Uses gas in few instructions: memory costs 3 gas a word and a 512th of the words' square.
    function expand(uint256 words) external {
        assembly {
            mstore(shl(5, words), 1)
        }
        sequence++;
    }

    /// @notice Calls itself as deep as told and returns the depth reached.
    function dive(uint256 depth) external returns (uint256) {
        if (depth == 0) return 0;
        try this.dive(depth - 1) returns (uint256 deeper) {
            return deeper + 1;
        } catch {
            return 0;
        }
    }

    function bytesOf(uint256 length) external pure returns (bytes memory) {
        return new bytes(length);
    }

    function contextView() external view returns (uint256, uint256, uint256, uint256, address) {
        return (block.number, block.timestamp, block.prevrandao, block.basefee, block.coinbase);
    }

    function caller() external view returns (address) {
        return msg.sender;
    }

    function refuseView(uint256 value) external view returns (uint256) {
        if (value < type(uint256).max) revert Refused(msg.sender, value);
        return value;
    }

    function expandView(uint256 words) external pure returns (uint256) {
        assembly {
            mstore(shl(5, words), 1)
        }
        return words;
    }
}

/// @title A contract whose constructor reverts
contract Stillborn {
    error NotToday(uint256 day);

    constructor(uint256 day) {
        revert NotToday(day);
    }
}
