// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

/// @notice How work h becomes weight in a contest: h, h^2 or sqrt(h).
enum WeightRule {
    Linear,
    Square,
    Root
}

/// @title WeightRules
/// @notice Only the linear rule is split-proof: under Square one account of work 2h outweighs two of work h, so merging
/// pays; under Root splitting pays (Chen, Papadimitriou, Roughgarden 2019, "An Axiomatic Approach to Block Rewards").
library WeightRules {
    uint256 private constant ONE = 1e18;

    /// @param work Work h, 1e18 = one unit.
    /// @return The weight, 1e18 = the weight of one unit, rounded down.
    function weigh(WeightRule rule, uint256 work) internal pure returns (uint256) {
        if (rule == WeightRule.Linear) return work;
        if (rule == WeightRule.Square) return Math.mulDiv(work, work, ONE);
        return Math.sqrt(work * ONE);
    }
}
