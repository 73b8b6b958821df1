// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ReentrantToken} from "./ReentrantToken.sol";
import {Test} from "./Test.sol";

/// @dev What a test of reentrancy asserts: either that a contract cannot hand control to anybody, or that its guard
/// refuses who comes back.
abstract contract ReentryTest is Test {
    /// @dev No instruction of `account` runs other code: nobody can re-enter. Read from the bytecode, so that inherited and
    /// library code counts as well.
    function _callsNobody(address account) internal view {
        _true(!_mayCall(account), "an instruction that runs other code");
    }

    /// @dev True if the code has a CREATE, CALL, CALLCODE, DELEGATECALL, CREATE2, STATICCALL or SELFDESTRUCT. Data pushed by
    /// PUSH1 to PUSH32 is skipped, and so is the compiler's metadata, whose length the last two bytes tell.
    function _mayCall(address account) internal view returns (bool) {
        bytes memory code = account.code;
        uint256 end = code.length - 2 - ((uint256(uint8(code[code.length - 2])) << 8) | uint8(code[code.length - 1]));
        for (uint256 i = 0; i < end; ++i) {
            uint256 op = uint8(code[i]);
            if (op >= 0x60 && op <= 0x7f) i += op - 0x5f;
            else if (op == 0xfa || op == 0xff || (op >= 0xf0 && op <= 0xf5 && op != 0xf3)) return true;
        }
        return false;
    }

    /// @dev `who` makes `call` of `target`, which moves `token`, and the same call made again from within is refused: the
    /// guard is both set and asked.
    function _refusesItself(address who, address target, ReentrantToken token, bytes memory call) internal {
        token.arm(target, call);
        vm.prank(who);
        (bool succeeded, ) = target.call(call);
        _true(succeeded, "the outer call is made");
        _true(token.refusedByGuard(), "the inner one is refused");
    }
}
