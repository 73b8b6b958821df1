// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @title An account of an attacker that is a contract
/// @notice Its owner has it make calls; whatever calls it meanwhile is answered with the next of the calls that were
/// prepared. So it re-enters, takes flash loans and receives tokens that ask first. A prepared call that fails is passed
/// over, and told, so that a search leaves it out from then on.
/// Where a token is asked for it is one of the attacker's own: it moves what it is told to move, from whoever, and says so.
contract Puppet {
    struct Step {
        address to;
        uint256 value;
        bytes data;
    }

    error Failed(bytes reason);
    error NotOwner();

    address private immutable OWNER;
    Step[] private prepared;
    uint256 private next;
    uint256 private failed;
    bool private acting;
    /// @dev What others were sent of it, as a token.
    mapping(address account => uint256 amount) private sent;

    constructor() payable {
        OWNER = msg.sender;
    }

    /// @notice Makes a call. `within` are the calls to be made when it is called back, in their order.
    /// @return answer what the call answered. @return left of `within`, how many were not made. @return failures a bit for
    /// each of them that failed, the first one's lowest.
    function act(
        address to,
        uint256 value,
        bytes calldata data,
        Step[] calldata within
    ) external payable returns (bytes memory answer, uint256 left, uint256 failures) {
        if (msg.sender != OWNER) revert NotOwner();
        for (uint256 i = 0; i < within.length; i++) prepared.push(within[i]);
        acting = true;
        answer = _call(to, value, data);
        acting = false;
        left = prepared.length - next;
        failures = failed;
        delete prepared;
        next = 0;
        failed = 0;
    }

    receive() external payable {
        _goOn();
    }

    fallback() external payable {
        if (acting) {
            _goOn();
            // Ether that was lent with the call goes back at its end, tokens are taken by whoever lent them.
            if (msg.value > 0 && msg.sig == 0x23e30c8b) _call(msg.sender, msg.value, "");
        }
        bytes32 answer = _answerTo(msg.sig);
        if (msg.sig == 0x70a08231) answer = bytes32(sent[_addressAt(4)]);
        if (msg.sig == 0xa9059cbb) _move(msg.sender, _addressAt(4), uint256(_wordAt(36)));
        if (msg.sig == 0x23b872dd) _move(_addressAt(4), _addressAt(36), uint256(_wordAt(68)));
        assembly {
            mstore(0, answer)
            return(0, 32)
        }
    }

    function _goOn() private {
        while (acting && next < prepared.length) {
            uint256 i = next++;
            Step memory step = prepared[i];
            (bool done, ) = step.to.call{value: step.value}(step.data);
            if (!done) failed |= 1 << i;
        }
    }

    function _call(address to, uint256 value, bytes memory data) private returns (bytes memory) {
        (bool done, bytes memory answer) = to.call{value: value}(data);
        if (!done) revert Failed(answer);
        return answer;
    }

    /// @dev Whoever has less than it sends has what it sends.
    function _move(address from, address to, uint256 amount) private {
        unchecked {
            sent[from] = sent[from] > amount ? sent[from] - amount : 0;
            sent[to] += amount;
        }
    }

    function _addressAt(uint256 place) private pure returns (address) {
        return address(uint160(uint256(_wordAt(place))));
    }

    function _wordAt(uint256 place) private pure returns (bytes32 word) {
        assembly {
            word := calldataload(place)
        }
    }

    /// @dev Receivers of tokens answer with the selector, borrowers of ERC-3156 with a hash of their own; a token of its own
    /// with its decimals, and with a supply and allowances that nothing exceeds; else 1, which is true, one, and an address.
    function _answerTo(bytes4 selector) private pure returns (bytes32) {
        if (selector == 0x150b7a02 || selector == 0xf23a6e61 || selector == 0xbc197c81 || selector == 0x88a7ca5c)
            return bytes32(selector);
        if (selector == 0x1626ba7e) return bytes32(selector); // EIP-1271: it signs whatever it is asked about
        if (selector == 0x23e30c8b) return keccak256("ERC3156FlashBorrower.onFlashLoan");
        if (selector == 0x313ce567) return bytes32(uint256(18));
        if (selector == 0x18160ddd) return bytes32(uint256(type(uint128).max));
        if (selector == 0xdd62ed3e) return bytes32(type(uint256).max);
        return bytes32(uint256(1));
    }
}
