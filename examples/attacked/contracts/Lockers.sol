// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @notice Keeps the ether of those who put it in, until they take it out. `attack` finds the fault.
contract Lockers {
    mapping(address account => uint256) public kept;

    error Empty();
    error NotPaid();

    /// @notice Keeps what is sent along.
    function putIn() external payable {
        kept[msg.sender] += msg.value;
    }

    /// @notice Pays the caller all that is kept for it.
    function takeOut() external {
        uint256 amount = kept[msg.sender];
        if (amount == 0) revert Empty();
        (bool paid, ) = msg.sender.call{value: amount}("");
        if (!paid) revert NotPaid();
        delete kept[msg.sender];
    }
}
