// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ReentrancyGuard} from "@openzeppelin/contracts/utils/ReentrancyGuard.sol";

/// @dev An ERC20 that calls back into a target on the next transfer, as a hook token would, with calldata the test chose.
/// It does not bubble the failure, and tells whether it was the reentrancy guard that refused.
contract ReentrantToken is ERC20("Reentrant", "RE") {
    address private _callee;
    bytes private _payload;
    bool public refusedByGuard;

    function mint(address account, uint256 amount) external {
        _mint(account, amount);
    }

    function arm(address callee, bytes calldata payload) external {
        _callee = callee;
        _payload = payload;
        refusedByGuard = false;
    }

    function _update(address from, address to, uint256 amount) internal override {
        super._update(from, to, amount);
        if (_callee == address(0) || from == address(0)) return;
        address callee = _callee;
        _callee = address(0);
        (bool succeeded, bytes memory data) = callee.call(_payload);
        refusedByGuard = !succeeded && bytes4(data) == ReentrancyGuard.ReentrancyGuardReentrantCall.selector;
    }
}
