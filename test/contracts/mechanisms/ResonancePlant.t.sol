// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ResonancePlant} from "../../../contracts/mechanisms/ResonancePlant.sol";
import {ReentryTest} from "../utils/ReentryTest.sol";
import {Test} from "../utils/Test.sol";

contract ResonancePlantTest is ReentryTest {
    int256 private constant ONE = 1e18;

    function test_BothUpdatesUseTheStateBeforeTheBlock() public {
        ResonancePlant plant = new ResonancePlant(0.5e18, 1e18, 3e18);
        _eqSigned(plant.difficulty(), 1e18, "D0");
        _step(plant, 0.8e18, 2e18);
        _eqSigned(plant.difficulty(), 2e18, "D + g (H - D)");
        _eqSigned(plant.hashRate(), 3.8e18, "H + k (P - D)");
    }

    function test_MovesOfOneBlockAddUpInAnyOrder() public {
        ResonancePlant plant = new ResonancePlant(0.5e18, 1e18, 3e18);
        vm.roll(block.number + 1);
        plant.move(2);
        plant.move(-5);
        plant.move(1);
        _eqSigned(plant.hashRate(), 3e18 - 2, "sum");
        _eqSigned(plant.difficulty(), 2e18, "one step");
    }

    /// @dev |lambda|^2 = 1 - g (1 - k): .9 a step at k = .8; k = 1.01 grows by 1.0024969 a step.
    function test_DecaysBelowAndGrowsAboveTheMargin() public {
        uint256 start = 1e15;
        _atMost(_amplitudeAfter(0.8e18, int256(start), 200), start / 5_000, "k = .8: .9487^200 = 2.7e-5");
        uint256 grown = _amplitudeAfter(1.01e18, int256(start), 800);
        _true(grown > 5 * start && grown < 12 * start, "k = 1.01: 1.0025^800 = 7.4");
    }

    function test_NothingCanReenter() public {
        _callsNobody(address(new ResonancePlant(0.5e18, 1e18, 3e18)));
    }

    function testFuzz_IsTheTwoLineRecursion(uint64 g, uint64 k, int64 d, int64 h, uint8 steps) public {
        int256 gain = int256(uint256(g) % 1e18);
        int256 kappa = int256(uint256(k) % 2e18);
        (int256 difficulty, int256 hashRate) = (int256(d), int256(h));
        ResonancePlant plant = new ResonancePlant(gain, difficulty, hashRate);
        for (uint256 i = 0; i < steps % 32; ++i) {
            _step(plant, kappa, ONE);
            (difficulty, hashRate) = (
                difficulty + (gain * (hashRate - difficulty)) / ONE,
                hashRate + (kappa * (ONE - difficulty)) / ONE
            );
            _eqSigned(plant.difficulty(), difficulty, "D");
            _eqSigned(plant.hashRate(), hashRate, "H");
        }
    }

    /// @dev Largest deviation of D from P = 1 in the ten steps (one period) after `steps`, from `start` of H.
    function _amplitudeAfter(int256 kappa, int256 start, uint256 steps) private returns (uint256 largest) {
        ResonancePlant plant = new ResonancePlant(0.5e18, ONE, ONE + start);
        for (uint256 i = 0; i < steps; ++i) _step(plant, kappa, ONE);
        for (uint256 i = 0; i < 10; ++i) {
            _step(plant, kappa, ONE);
            int256 deviation = plant.difficulty() - ONE;
            uint256 size = uint256(deviation < 0 ? -deviation : deviation);
            if (size > largest) largest = size;
        }
    }

    function _step(ResonancePlant plant, int256 kappa, int256 price) private {
        vm.roll(block.number + 1);
        plant.move((kappa * (price - plant.difficulty())) / ONE);
    }
}

/// @dev Moves at random, several a block, beside the recursion written out.
contract ResonancePlantHandler is Test {
    ResonancePlant public plant = new ResonancePlant(0.3e18, 5e18, 2e18);
    int256 public difficulty = 5e18;
    int256 public hashRate = 2e18;

    function moveTwice(int64 first, int64 second) external {
        vm.roll(block.number + 1);
        plant.move(first);
        plant.move(second);
        (difficulty, hashRate) = (difficulty + (0.3e18 * (hashRate - difficulty)) / 1e18, hashRate + first + second);
    }
}

contract ResonancePlantInvariants is Test {
    ResonancePlantHandler private _handler;

    function setUp() public {
        _handler = new ResonancePlantHandler();
        _target(address(_handler));
    }

    function invariant_IsTheTwoLineRecursion() public view {
        _eqSigned(_handler.plant().difficulty(), _handler.difficulty(), "D");
        _eqSigned(_handler.plant().hashRate(), _handler.hashRate(), "H");
    }
}
