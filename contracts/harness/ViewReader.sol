// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @title Answers many reads in one call
/// @notice Each read is a static call with at most 2^24 gas, as much as a transaction may have (EIP-7825), or an ether balance. A read that reverts is an
/// answer. When the gas left could not pay for one more read, the answers so far are returned and the caller asks
/// again for the rest.
/// @dev Calldata is a sequence of records: calldata length (4 bytes), kind (1: 0 a call, 1 a balance), target (20),
/// calldata. The answer is a sequence of success (1 byte), length (4), data. The target is taken from the low 20
/// bytes of a word whose upper bytes STATICCALL and BALANCE ignore.
contract ViewReader {
    fallback() external {
        assembly {
            let end := calldatasize()
            let out := 0
            for {
                let at := 0
            } and(lt(at, end), gt(gas(), 31000000)) {} {
                let head := calldataload(at)
                at := add(at, 25)
                let data := add(out, 5)
                switch byte(4, head)
                case 0 {
                    let size := shr(224, head)
                    calldatacopy(data, at, size)
                    at := add(at, size)
                    let ok := staticcall(16777216, shr(56, head), data, size, 0, 0)
                    mstore(out, or(shl(248, ok), shl(216, returndatasize())))
                    returndatacopy(data, 0, returndatasize())
                    out := add(data, returndatasize())
                }
                default {
                    mstore(out, or(shl(248, 1), shl(216, 32)))
                    mstore(data, balance(shr(56, head)))
                    out := add(data, 32)
                }
            }
            return(0, out)
        }
    }
}
