// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title Pure computation for the benchmarks: a loop that touches neither memory nor storage.
contract Spin {
    function spin(uint256 rounds) external pure returns (uint256 x) {
        unchecked {
            for (uint256 i = 0; i < rounds; ++i) x = (x ^ i) + (x << 1);
        }
    }

    /// As `spin` with the overflow checks that Solidity makes by default, and multiplication and division.
    function spinChecked(uint256 rounds) external pure returns (uint256 x) {
        for (uint256 i = 0; i < rounds; ++i) x = (x * 7 + i) % 1_000_003;
    }
}
