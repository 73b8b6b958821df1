// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Vm} from "./Vm.sol";

/// @dev Base of the Solidity tests: cheatcodes, assertions that say both values, and the hook by which an invariant
/// test names the contracts to call.
abstract contract Test {
    Vm internal constant vm = Vm(0x7109709ECfa91a80626fF3989D68f67F5b1DD12D);

    address[] private _targets;

    error NotEqual(string what, uint256 found, uint256 expected);
    error NotEqualSigned(string what, int256 found, int256 expected);
    error NotAtMost(string what, uint256 found, uint256 bound);
    error NotClose(string what, uint256 found, uint256 expected, uint256 tolerance);
    error NotTrue(string what);

    function targetContracts() external view returns (address[] memory) {
        return _targets;
    }

    function _target(address target) internal {
        _targets.push(target);
    }

    function _eq(uint256 found, uint256 expected, string memory what) internal pure {
        if (found != expected) revert NotEqual(what, found, expected);
    }

    function _eqSigned(int256 found, int256 expected, string memory what) internal pure {
        if (found != expected) revert NotEqualSigned(what, found, expected);
    }

    function _atMost(uint256 found, uint256 bound, string memory what) internal pure {
        if (found > bound) revert NotAtMost(what, found, bound);
    }

    function _close(uint256 found, uint256 expected, uint256 tolerance, string memory what) internal pure {
        uint256 apart = found > expected ? found - expected : expected - found;
        if (apart > tolerance) revert NotClose(what, found, expected, tolerance);
    }

    function _true(bool condition, string memory what) internal pure {
        if (!condition) revert NotTrue(what);
    }

    /// @dev Folds a fuzzed `value` into [low, high].
    function _bound(uint256 value, uint256 low, uint256 high) internal pure returns (uint256) {
        return low + (value % (high - low + 1));
    }

    /// @dev The n-th test account.
    function _account(uint256 n) internal pure returns (address) {
        return address(uint160(0xA11CE000 + n));
    }
}
