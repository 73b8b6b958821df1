// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {MoranLottery} from "../../../contracts/mechanisms/MoranLottery.sol";
import {ReentryTest} from "../utils/ReentryTest.sol";
import {Test} from "../utils/Test.sol";

contract MoranLotteryTest is ReentryTest {
    function test_RefusesPopulationsThatCannotChange() public {
        vm.expectRevert(abi.encodeWithSelector(MoranLottery.BadParameters.selector));
        new MoranLottery(10, 10, 1e18);
        vm.expectRevert(abi.encodeWithSelector(MoranLottery.BadParameters.selector));
        new MoranLottery(10, 0, 1e18);
        vm.expectRevert(abi.encodeWithSelector(MoranLottery.BadParameters.selector));
        new MoranLottery(10, 1, 0);
    }

    function test_StopsAtFixation() public {
        MoranLottery moran = new MoranLottery(2, 1, 1e18);
        moran.run(7, 1_000);
        _true(moran.isFixed(7), "fixed");
        uint256 steps = moran.stepsOf(7);
        moran.run(7, 1_000);
        _eq(moran.stepsOf(7), steps, "no step after fixation");
        _eq(moran.mutantsOf(8), 1, "others untouched");
    }

    /// @dev C4, quick: rho = 0.1 (r = 1) and 0.5005 (r = 2) over 1,000 populations, 4 standard errors.
    function test_FixesAsMoranSays() public {
        _close(_fixations(1e18), 100, 38, "neutral");
        _close(_fixations(2e18), 500, 64, "twice as fit");
    }

    function test_NothingCanReenter() public {
        _callsNobody(address(new MoranLottery(2, 1, 1e18)));
    }

    function testFuzz_StepsInPiecesAsInOneGo(uint64 population, uint8 pieces) public {
        MoranLottery whole = new MoranLottery(10, 5, 1.1e18);
        MoranLottery parts = new MoranLottery(10, 5, 1.1e18);
        uint256 n = 1 + (pieces % 8);
        whole.run(population, n * 3);
        for (uint256 i = 0; i < n; ++i) parts.run(population, 3);
        _eq(whole.mutantsOf(population), parts.mutantsOf(population), "mutants");
        _eq(whole.mutantWinsOf(population), parts.mutantWinsOf(population), "wins");
        _atMost(whole.mutantsOf(population), 10, "seats");
    }

    function _fixations(uint256 fitness) private returns (uint256 fixations) {
        MoranLottery moran = new MoranLottery(10, 1, fitness);
        vm.prevrandao(keccak256("moran"));
        for (uint256 i = 0; i < 1_000; ++i) {
            moran.run(i, 10_000);
            if (moran.mutantsOf(i) == 10) ++fixations;
        }
    }
}

/// @dev Runs three populations in pieces.
contract MoranLotteryHandler is Test {
    MoranLottery public moran = new MoranLottery(12, 4, 1.3e18);

    function run(uint256 population, uint256 steps) external {
        vm.prevrandao(keccak256(abi.encode(population, steps)));
        moran.run(population % 3, steps % 10);
    }
}

contract MoranLotteryInvariants is Test {
    MoranLotteryHandler private _handler;

    function setUp() public {
        _handler = new MoranLotteryHandler();
        _target(address(_handler));
    }

    function invariant_SeatsAreConserved() public view {
        MoranLottery moran = _handler.moran();
        for (uint256 i = 0; i < 3; ++i) {
            uint256 mutants = moran.mutantsOf(i);
            _atMost(mutants, 12, "seats");
            _atMost(moran.mutantWinsOf(i), moran.stepsOf(i), "one winner a step");
            _atMost(mutants, 4 + moran.mutantWinsOf(i), "mutants come from wins");
        }
    }
}
