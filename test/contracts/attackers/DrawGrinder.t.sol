// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {DrawGrinder} from "../../../contracts/attackers/DrawGrinder.sol";
import {CompoundingStake} from "../../../contracts/mechanisms/CompoundingStake.sol";
import {Test} from "../utils/Test.sol";

contract DrawGrinderTest is Test {
    uint256 private constant URN = 3;

    CompoundingStake private _pos;
    DrawGrinder private _grinder = new DrawGrinder();

    function setUp() public {
        _pos = new CompoundingStake(1e30, 5, 1, 10);
        for (uint256 i = 0; i < 3; ++i) _pos.transfer(_account(i), 1e28);
        _stake(_pos, 0, 20);
        _stake(_pos, 1, 80);
    }

    function test_OnlyTheCallersOwnRewardsLand() public {
        uint256 landed;
        for (uint256 i = 0; i < 40; ++i) {
            vm.prevrandao(keccak256(abi.encode(i)));
            if (_grind(0)) ++landed;
        }
        _true(landed > 0 && landed < 40, "some draws land and some do not");
        _eq(_pos.stakeOf(URN, _account(0)), 20 + 5 * landed, "the caller's stake");
        _eq(_pos.stakeOf(URN, _account(1)), 80, "the other's stake");
        _eq(_pos.stepsOf(URN), landed, "only steps that were won");
    }

    function test_ADrawThatWasLostLeavesNothingAndIsTheSameInItsBlock() public {
        vm.prevrandao(_drawOf(1));
        for (uint256 i = 0; i < 2; ++i) {
            vm.prank(_account(0));
            vm.expectRevert(abi.encodeWithSelector(DrawGrinder.NotWon.selector, URN, 20));
            _grinder.advanceIfWon(_pos, URN);
        }
        _eq(_pos.totalStake(URN), 100, "total");
        _eq(_pos.stepsOf(URN), 0, "steps");
        // Somebody else's call makes the step that was refused.
        _pos.advance(URN, 1);
        _eq(_pos.stakeOf(URN, _account(1)), 85, "its winner is paid");
    }

    function test_PassesOnWhyAStepIsRefused() public {
        vm.expectRevert(abi.encodeWithSelector(CompoundingStake.UrnEmpty.selector, 9));
        _grinder.advanceIfWon(_pos, 9);
        _pos.advance(URN, 10);
        vm.prank(_account(0));
        vm.expectRevert(abi.encodeWithSelector(CompoundingStake.TooManySteps.selector, 0));
        _grinder.advanceIfWon(_pos, URN);
    }

    function test_ARewardOfNothingIsNeverWon() public {
        CompoundingStake dry = new CompoundingStake(100, 0, 1, 10);
        dry.stake(URN, 100);
        vm.expectRevert(abi.encodeWithSelector(DrawGrinder.NotWon.selector, URN, 100));
        _grinder.advanceIfWon(dry, URN);
    }

    /// @dev A hostile `chains` is called while the grinder is at work. Coming back it acts for itself, who has no stake, and
    /// so cannot let a draw land; there is nothing else to take.
    function test_WhoComesBackActsForItself() public {
        HostileChains hostile = new HostileChains(_grinder, _pos, URN);
        vm.prevrandao(_drawOf(0));
        vm.prank(_account(0));
        _grinder.advanceIfWon(CompoundingStake(address(hostile)), URN);
        _true(hostile.cameBack(), "it came back");
        _true(bytes4(hostile.refusal()) == DrawGrinder.NotWon.selector, "and won nothing");
        _eq(_pos.stepsOf(URN), 0, "steps");
    }

    function testFuzz_NeverLandsForAnother(uint256 mine, uint256 others, uint256 reward, bytes32 randao) public {
        mine = _bound(mine, 1, 1e24);
        others = _bound(others, 1, 1e24);
        reward = _bound(reward, 1, 1e24);
        CompoundingStake pos = new CompoundingStake(1e30, reward, 1, 1);
        for (uint256 i = 0; i < 2; ++i) pos.transfer(_account(i), 1e28);
        _stake(pos, 0, mine);
        _stake(pos, 1, others);
        vm.prevrandao(randao);
        vm.prank(_account(0));
        (bool landed, ) = address(_grinder).call(abi.encodeCall(DrawGrinder.advanceIfWon, (pos, URN)));
        _eq(pos.stakeOf(URN, _account(0)), mine + (landed ? reward : 0), "the caller's stake");
        _eq(pos.stakeOf(URN, _account(1)), others, "the other's stake");
        _eq(pos.stepsOf(URN), landed ? 1 : 0, "steps");
    }

    function _grind(uint256 who) private returns (bool landed) {
        vm.prank(_account(who));
        (landed, ) = address(_grinder).call(abi.encodeCall(DrawGrinder.advanceIfWon, (_pos, URN)));
    }

    /// @dev A prevrandao by which the first step of the urn, 20 of 100 staked by account 0, is won by account `who`.
    function _drawOf(uint256 who) private pure returns (bytes32 randao) {
        uint256 winner;
        for (uint256 i = 0; ; ++i) {
            randao = bytes32(i);
            winner = uint256(keccak256(abi.encode(randao, URN, uint256(0)))) % 100 < 20 ? 0 : 1;
            if (winner == who) return randao;
        }
    }

    function _stake(CompoundingStake pos, uint256 who, uint256 amount) private {
        vm.prank(_account(who));
        pos.stake(URN, amount);
    }
}

/// @dev Stands where chains are expected, claims that every caller has won, and calls the grinder again while it is at work.
contract HostileChains {
    DrawGrinder private _grinder;
    CompoundingStake private _pos;
    uint256 private _urn;
    uint256 private _asked;

    bool public cameBack;
    bytes public refusal;

    constructor(DrawGrinder grinder, CompoundingStake pos, uint256 urn) {
        (_grinder, _pos, _urn) = (grinder, pos, urn);
    }

    function advance(uint256, uint256) external {
        ++_asked;
        cameBack = true;
        (, refusal) = address(_grinder).call(abi.encodeCall(DrawGrinder.advanceIfWon, (_pos, _urn)));
    }

    function stakeOf(uint256, address) external view returns (uint256) {
        return _asked;
    }
}
