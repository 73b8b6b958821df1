// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {DifficultyAverage} from "../../../contracts/mechanisms/DifficultyAverage.sol";
import {DifficultyRetarget} from "../../../contracts/mechanisms/DifficultyRetarget.sol";
import {HeaderChain} from "../../../contracts/mechanisms/HeaderChain.sol";
import {ReentryTest} from "../utils/ReentryTest.sol";
import {Test} from "../utils/Test.sol";

/// @dev Headers stamped by hand, and miners of whole elasticity around the equilibrium of one hash a unit of time.
abstract contract DifficultyFixture is ReentryTest {
    uint256 internal constant TARGET = 1e9;
    uint256 internal constant REWARD = 1 ether + 1;
    uint256 internal constant D0 = 1e27;
    uint64 internal constant GENESIS = 1e12;

    function _header(HeaderChain chain, uint256 interval) internal {
        uint64[] memory one = new uint64[](1);
        one[0] = chain.lastTimestamp() + uint64(interval);
        chain.submitHeaders(one);
    }

    /// @dev Relative deviation of the difficulty from equilibrium, 1e18 = 1, without its sign.
    function _deviation(HeaderChain chain) internal view returns (uint256) {
        uint256 d = chain.difficulty();
        return ((d > D0 ? d - D0 : D0 - d) * 1e18) / D0;
    }

    /// @dev `steps` headers mined by miners whose power is (D0 / D)^elasticity, after one that came 1 % early.
    function _perturb(HeaderChain chain, uint256 elasticity, uint256 steps) internal {
        _header(chain, (TARGET * 99) / 100);
        for (uint256 i = 0; i < steps; ++i) {
            uint256 d = chain.difficulty();
            uint256 power = 1e18;
            for (uint256 e = 0; e < elasticity; ++e) power = (power * D0) / d;
            vm.prank(_account(0));
            chain.setPower(power);
            _header(chain, chain.expectedInterval());
        }
    }
}

contract DifficultyRetargetTest is DifficultyFixture {
    function test_AdjustsOnceAWindow() public {
        DifficultyRetarget chain = _retarget(4, false, 0);
        for (uint256 i = 0; i < 3; ++i) _header(chain, 2 * TARGET);
        _eq(chain.difficulty(), D0, "within the window");
        _header(chain, 2 * TARGET);
        _eq(chain.difficulty(), D0 / 2, "twice too slow");
        for (uint256 i = 0; i < 4; ++i) _header(chain, TARGET);
        _eq(chain.difficulty(), D0 / 2, "just right");
    }

    function test_OffByOneCountsOneIntervalTooFew() public {
        DifficultyRetarget chain = _retarget(4, true, 0);
        for (uint256 i = 0; i < 4; ++i) _header(chain, TARGET);
        _eq(chain.difficulty(), (D0 * 4) / 3, "4/3 at the intended pace");
        _header(chain, 1_000 * TARGET);
        for (uint256 i = 0; i < 3; ++i) _header(chain, TARGET);
        _eq(chain.difficulty(), (D0 * 16) / 9, "the interval between windows is never counted");
    }

    function test_BoundsTheFactor() public {
        DifficultyRetarget chain = _retarget(2, false, 4);
        for (uint256 i = 0; i < 2; ++i) _header(chain, 0);
        _eq(chain.difficulty(), 4 * D0, "up");
        for (uint256 i = 0; i < 2; ++i) _header(chain, 100 * TARGET);
        _eq(chain.difficulty(), D0, "down");
    }

    function test_RefusesWhatItMust() public {
        vm.expectRevert(abi.encodeWithSelector(HeaderChain.ZeroParameter.selector));
        _retarget(1, true, 0);
        DifficultyRetarget chain = _retarget(4, false, 0);
        uint64[] memory back = new uint64[](1);
        back[0] = GENESIS - 1;
        vm.expectRevert(abi.encodeWithSelector(HeaderChain.TimestampBehind.selector, GENESIS - 1));
        chain.submitHeaders(back);
        vm.prank(_account(0));
        vm.expectRevert(abi.encodeWithSelector(Ownable.OwnableUnauthorizedAccount.selector, _account(0)));
        chain.submitHeaders(back);
    }

    function test_PaysPowerProRata() public {
        DifficultyRetarget chain = _retarget(4, false, 0);
        _header(chain, TARGET);
        _eq(chain.totalSupply(), 0, "nobody mines, nothing is minted");
        for (uint256 i = 0; i < 2; ++i) {
            vm.prank(_account(i));
            chain.setPower(1 + 2 * i);
        }
        for (uint256 i = 0; i < 3; ++i) _header(chain, TARGET);
        _close(chain.claimable(_account(0)), (REWARD * 3) / 4, 1, "one of four");
        vm.prank(_account(1));
        _close(chain.claim(), (REWARD * 9) / 4, 1, "three of four");
    }

    function test_NothingCanReenter() public {
        _callsNobody(address(_retarget(4, true, 4)));
    }

    function testFuzz_InOneCallAsInMany(uint64[20] memory intervals, bool offByOne) public {
        DifficultyRetarget one = _retarget(4, offByOne, 4);
        DifficultyRetarget many = _retarget(4, offByOne, 4);
        uint64[] memory stamps = new uint64[](20);
        uint64 last = GENESIS;
        for (uint256 i = 0; i < 20; ++i) {
            last += intervals[i] % uint64(10 * TARGET);
            stamps[i] = last;
            _header(many, last - many.lastTimestamp());
        }
        one.submitHeaders(stamps);
        _eq(one.difficulty(), many.difficulty(), "difficulty");
        _eq(one.height(), many.height(), "height");
    }

    function _retarget(uint256 window, bool offByOne, uint256 maxFactor) private returns (DifficultyRetarget) {
        return new DifficultyRetarget(window, offByOne, maxFactor, TARGET, REWARD, D0, GENESIS);
    }
}

contract DifficultyAverageTest is DifficultyFixture {
    function test_FollowsTheSumOfDifficulties() public {
        DifficultyAverage chain = _average(2);
        _header(chain, TARGET);
        _eq(chain.difficulty(), D0, "at the target");
        _header(chain, 3 * TARGET);
        _eq(chain.difficulty(), D0 / 2, "(D0 + D0) / 4 targets");
        _header(chain, TARGET);
        _eq(chain.difficulty(), (D0 + D0 / 2) / 4, "(D0 + D0/2) / 4 targets");
        _header(chain, TARGET);
        _eq(chain.difficulty(), (D0 / 2 + (D0 + D0 / 2) / 4) / 2, "the oldest is forgotten");
    }

    /// @dev C8: stable if and only if elasticity < T. T = 1 is the per-window rule with a window of one.
    function test_StableBelowAnElasticityOfT() public {
        DifficultyAverage chain = _average(4);
        _perturb(chain, 2, 60);
        _atMost(_deviation(chain), 1e14, "T = 4, e = 2 decays");
        chain = _average(2);
        _perturb(chain, 3, 14);
        _true(_deviation(chain) > 0.02e18, "T = 2, e = 3 grows");
        DifficultyRetarget retarget = new DifficultyRetarget(1, false, 0, TARGET, REWARD, D0, GENESIS);
        _perturb(retarget, 2, 4);
        _true(_deviation(retarget) > 0.05e18, "per window, e = 2 grows");
    }

    function test_NothingCanReenter() public {
        _callsNobody(address(_average(4)));
    }

    function testFuzz_TheSumIsThatOfTheRing(uint64[12] memory intervals) public {
        DifficultyAverage chain = _average(3);
        uint256[15] memory difficulties;
        uint256[15] memory lengths;
        for (uint256 i = 0; i < 3; ++i) (difficulties[i], lengths[i]) = (D0, TARGET);
        for (uint256 i = 3; i < 15; ++i) {
            difficulties[i] = chain.difficulty();
            lengths[i] = _bound(intervals[i - 3], TARGET / 10, 10 * TARGET);
            _header(chain, lengths[i]);
            uint256 sum = difficulties[i] + difficulties[i - 1] + difficulties[i - 2];
            uint256 elapsed = lengths[i] + lengths[i - 1] + lengths[i - 2];
            _eq(chain.difficulty(), (sum * TARGET) / elapsed, "rule");
        }
    }

    function _average(uint256 length) private returns (DifficultyAverage) {
        return new DifficultyAverage(length, TARGET, REWARD, D0, GENESIS);
    }
}

/// @dev Random headers, joining, leaving and claiming on a chain of each rule.
contract DifficultyHandler is DifficultyFixture {
    HeaderChain[2] public chains;
    uint256[2] public paid;
    uint256 public calls;

    constructor() {
        chains[0] = new DifficultyRetarget(4, false, 4, TARGET, REWARD, D0, GENESIS);
        chains[1] = new DifficultyAverage(4, TARGET, REWARD, D0, GENESIS);
    }

    function header(uint256 interval) external {
        ++calls;
        for (uint256 i = 0; i < 2; ++i) _header(chains[i], TARGET / 2 + (interval % TARGET));
    }

    function setPower(uint256 who, uint256 power) external {
        ++calls;
        for (uint256 i = 0; i < 2; ++i) {
            vm.prank(_account(who % 3));
            chains[i].setPower(power % 3 == 0 ? 0 : power % 1e24);
        }
    }

    function claim(uint256 who) external {
        for (uint256 i = 0; i < 2; ++i) {
            vm.prank(_account(who % 3));
            paid[i] += chains[i].claim();
        }
    }
}

contract DifficultyInvariants is Test {
    DifficultyHandler private _handler;

    function setUp() public {
        _handler = new DifficultyHandler();
        _target(address(_handler));
    }

    function invariant_MintedIsPaidPlusOwedPlusDust() public view {
        for (uint256 i = 0; i < 2; ++i) {
            HeaderChain chain = _handler.chains(i);
            uint256 owed;
            uint256 power;
            for (uint256 j = 0; j < 3; ++j) {
                owed += chain.claimable(_account(j));
                power += chain.powerOf(_account(j));
            }
            uint256 held = chain.balanceOf(address(chain));
            _eq(chain.totalSupply(), held + _handler.paid(i), "minted = held + paid");
            _atMost(owed, held, "solvent");
            _atMost(held - owed, 3 * _handler.calls() + 3, "dust under one wei a miner and settlement");
            _eq(chain.totalPower(), power, "power");
            _true(chain.difficulty() != 0, "difficulty");
        }
    }
}
