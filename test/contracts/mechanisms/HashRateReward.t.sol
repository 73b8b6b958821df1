// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {HashRateReward} from "../../../contracts/mechanisms/HashRateReward.sol";
import {RoundLedger} from "../../../contracts/mechanisms/RoundLedger.sol";
import {ReentrantToken} from "../utils/ReentrantToken.sol";
import {ReentryTest} from "../utils/ReentryTest.sol";
import {ReentryTest} from "../utils/ReentryTest.sol";
import {Test} from "../utils/Test.sol";

/// @dev Deploys a HashRateReward and mines real shares for it.
abstract contract HashRateFixture is ReentryTest {
    uint256 internal constant THRESHOLD = 100 ether;
    uint256 internal constant SLASH = 30 ether + 7;
    uint256 internal constant REWARD = 1 ether + 1;
    address internal constant SINK = address(0xDEAD);

    ReentrantToken internal token;
    HashRateReward internal mine;

    function _config() internal view returns (HashRateReward.Config memory) {
        return
            HashRateReward.Config({
                stakeToken: token,
                stakeThreshold: THRESHOLD,
                withdrawDelay: 10,
                shareTarget: type(uint256).max / 4,
                roundBlocks: 2,
                roundReward: REWARD,
                halvingRounds: 0,
                challengeWindow: 5,
                responseWindow: 3,
                slashAmount: SLASH,
                bountyBps: 2_500,
                slashSink: SINK
            });
    }

    function _deploy() internal {
        vm.roll(100);
        token = new ReentrantToken();
        mine = new HashRateReward(_config());
        for (uint256 i = 0; i < 4; ++i) _stake(_account(i), THRESHOLD);
    }

    function _stake(address miner, uint256 amount) internal {
        token.mint(miner, amount);
        vm.startPrank(miner);
        token.approve(address(mine), amount);
        mine.stake(amount);
        vm.stopPrank();
    }

    /// @dev The first `count` shares of `miner` from nonce `from` on.
    function _shares(address miner, uint256 count, uint64 from) internal view returns (uint64[] memory nonces) {
        nonces = new uint64[](count);
        bytes32 challenge = mine.challenge();
        uint64 nonce = from;
        for (uint256 i = 0; i < count; ++nonce) {
            if (mine.isShare(challenge, miner, nonce)) nonces[i++] = nonce;
        }
    }

    function _submit(address miner, uint256 count) internal {
        uint64[] memory nonces = _shares(miner, count, 0);
        vm.prank(miner);
        mine.submit(nonces);
    }

    function _claim(address miner) internal returns (uint256) {
        vm.prank(miner);
        return mine.claim();
    }

    function _forged(address miner, uint64 from) internal view returns (uint64 nonce) {
        nonce = from;
        while (mine.isShare(mine.challenge(), miner, nonce)) ++nonce;
    }

    function _nextRound() internal {
        vm.roll(block.number + 2);
    }

    /// @dev Root and paths of a tree of four leaves.
    function _tree(uint64[4] memory nonces) internal pure returns (bytes32 root, bytes32[][4] memory paths) {
        bytes32[4] memory leaves;
        for (uint256 i = 0; i < 4; ++i) leaves[i] = keccak256(abi.encode(nonces[i]));
        bytes32 left = keccak256(abi.encode(leaves[0], leaves[1]));
        bytes32 right = keccak256(abi.encode(leaves[2], leaves[3]));
        root = keccak256(abi.encode(left, right));
        for (uint256 i = 0; i < 4; ++i) {
            paths[i] = new bytes32[](2);
            paths[i][0] = leaves[i ^ 1];
            paths[i][1] = i < 2 ? right : left;
        }
    }
}

contract HashRateRewardTest is HashRateFixture {
    function setUp() public {
        _deploy();
    }

    function test_SplitsTheRoundProRata() public {
        _submit(_account(0), 1);
        _submit(_account(1), 3);
        _eq(mine.claimable(_account(0)), 0, "open round is not claimable");
        _eq(mine.pending(_account(1)), (REWARD * 3) / 4, "pending");
        _nextRound();
        _eq(mine.claimable(_account(0)), REWARD / 4, "one of four");
        _eq(_claim(_account(1)), (REWARD * 3) / 4, "three of four");
        _eq(mine.balanceOf(_account(1)), (REWARD * 3) / 4, "paid");
        _eq(_claim(_account(1)), 0, "paid once");
    }

    function test_SettlesTheLastRoundAtTheNextSubmission() public {
        _submit(_account(0), 1);
        _nextRound();
        _submit(_account(0), 2);
        _eq(mine.claimable(_account(0)), REWARD, "earlier round kept");
        _nextRound();
        _eq(mine.claimable(_account(0)), 2 * REWARD, "both rounds");
    }

    function test_RefusesForgedRepeatedAndEmpty() public {
        address miner = _account(0);
        uint64[] memory one = new uint64[](1);
        one[0] = _forged(miner, 0);
        vm.prank(miner);
        vm.expectRevert(abi.encodeWithSelector(HashRateReward.ForgedShare.selector, one[0]));
        mine.submit(one);

        uint64[] memory nonces = _shares(miner, 3, 0);
        vm.prank(miner);
        mine.submit(nonces);
        one[0] = nonces[1];
        vm.prank(miner);
        vm.expectRevert(abi.encodeWithSelector(HashRateReward.NonceUsed.selector, one[0]));
        mine.submit(one);

        vm.prank(miner);
        vm.expectRevert(abi.encodeWithSelector(RoundLedger.ZeroWeight.selector));
        mine.submit(new uint64[](0));

        uint64[] memory twice = new uint64[](2);
        twice[0] = twice[1] = _shares(miner, 1, nonces[2] + 1)[0];
        vm.prank(miner);
        vm.expectRevert(abi.encodeWithSelector(HashRateReward.NonceUsed.selector, twice[0]));
        mine.submit(twice);
    }

    function test_RefusesAShareOfAnotherMinerOrRound() public {
        uint64[] memory nonces = _shares(_account(0), 8, 0);
        vm.prank(_account(1));
        vm.expectPartialRevert(HashRateReward.ForgedShare.selector);
        mine.submit(nonces);
        _submit(_account(2), 1);
        _nextRound();
        vm.prank(_account(0));
        vm.expectPartialRevert(HashRateReward.ForgedShare.selector);
        mine.submit(nonces);
    }

    function test_BelowTheThresholdNobodyTakesPart() public {
        address poor = _account(9);
        _stake(poor, THRESHOLD - 1);
        uint64[] memory nonces = _shares(poor, 1, 0);
        bytes memory refusal = abi.encodeWithSelector(
            HashRateReward.InsufficientStake.selector,
            THRESHOLD - 1,
            THRESHOLD
        );
        vm.startPrank(poor);
        vm.expectRevert(refusal);
        mine.submit(nonces);
        vm.expectRevert(refusal);
        mine.commit(1, keccak256("root"));
        vm.stopPrank();
        _stake(poor, 1);
        vm.prank(poor);
        mine.submit(nonces);
    }

    function test_WithdrawsAfterTheDelayAndNotBefore() public {
        address miner = _account(0);
        vm.startPrank(miner);
        mine.requestWithdraw(40 ether);
        _eq(mine.stakeOf(miner), 60 ether, "leaves the stake at once");
        _eq(mine.unbondingOf(miner), 40 ether, "waits");
        vm.roll(109);
        vm.expectRevert(abi.encodeWithSelector(HashRateReward.WithdrawLocked.selector, 110));
        mine.withdraw();
        vm.roll(110);
        mine.withdraw();
        _eq(token.balanceOf(miner), 40 ether, "paid");
        vm.expectRevert(abi.encodeWithSelector(HashRateReward.ZeroAmount.selector));
        mine.withdraw();
        vm.expectRevert(abi.encodeWithSelector(HashRateReward.InsufficientStake.selector, 60 ether, 61 ether));
        mine.requestWithdraw(61 ether);
        vm.stopPrank();
    }

    function test_HalvesOnSchedule() public {
        HashRateReward.Config memory config = _config();
        config.halvingRounds = 3;
        config.roundReward = 1001;
        mine = new HashRateReward(config);
        _eq(mine.rewardOf(3), 1001, "round 3");
        _eq(mine.rewardOf(4), 500, "round 4");
        _eq(mine.rewardOf(7), 250, "round 7");
        _eq(mine.rewardOf(3 * 300), 0, "long after");
    }

    function test_ChallengeIsKnownOneRoundAheadAndNoLonger() public {
        _submit(_account(0), 1);
        bytes32 next = mine.challengeAt(block.number + 2);
        _nextRound();
        uint256 fork = vm.snapshotState();
        bytes32 one = _roundAfterNext("one", next);
        vm.revertToState(fork);
        _true(_roundAfterNext("two", next) != one, "the round after depends on fresh randomness");
        vm.revertToState(fork);
        _true(_roundAfterNext("one", next) == one, "and on nothing else");
    }

    function _roundAfterNext(bytes32 randao, bytes32 next) private returns (bytes32) {
        vm.prevrandao(randao);
        _true(mine.challenge() == next, "next round's challenge stands");
        _submit(_account(0), 1);
        _true(mine.challengeAt(block.number + 1) == next, "for the whole round");
        return mine.challengeAt(block.number + 2);
    }

    function test_HonestClaimIsRevealedAndFinalized() public {
        address miner = _account(0);
        (uint64[4] memory nonces, bytes32 root, bytes32[][4] memory paths) = _honest(miner);
        vm.prank(miner);
        uint256 id = mine.commit(4, root);
        for (uint256 i = 0; i < 4; ++i) {
            vm.prank(_account(1));
            mine.dispute(id, i);
        }
        vm.expectRevert(abi.encodeWithSelector(HashRateReward.AlreadyDisputed.selector, id, 2));
        mine.dispute(id, 2);
        for (uint256 i = 0; i < 4; ++i) {
            uint256 before = i == 0 ? 0 : i - 1;
            mine.reveal(id, i, nonces[i], paths[i], nonces[before], paths[before]);
        }
        vm.expectRevert(abi.encodeWithSelector(HashRateReward.WindowOpen.selector));
        mine.finalize(id);
        vm.roll(106);
        mine.finalize(id);
        _eq(mine.weightOf(miner), 4, "counts four shares");
        _eq(mine.openClaimsOf(miner), 0, "closed");
        vm.expectRevert(abi.encodeWithSelector(HashRateReward.NoSuchClaim.selector, id));
        mine.finalize(id);
    }

    function test_FalseClaimIsSlashedByExactlyTheStatedAmount() public {
        address cheat = _account(0);
        address challenger = _account(1);
        vm.prank(cheat);
        uint256 id = mine.commit(1_000, keccak256("nothing"));
        vm.prank(challenger);
        mine.dispute(id, 999);
        vm.expectRevert(abi.encodeWithSelector(HashRateReward.WindowOpen.selector));
        mine.slash(id, 999);
        vm.roll(104);
        mine.slash(id, 999);
        _eq(mine.stakeOf(cheat), THRESHOLD - SLASH, "stake");
        _eq(mine.creditOf(challenger), SLASH / 4, "bounty, rounded down");
        _eq(mine.creditOf(SINK), SLASH - SLASH / 4, "the rest");
        _eq(mine.totalSupply(), 0, "earned nothing, diluted nobody");
        vm.prank(challenger);
        mine.withdrawCredit();
        _eq(token.balanceOf(challenger), SLASH / 4, "bounty paid");
        vm.expectRevert(abi.encodeWithSelector(HashRateReward.NoSuchClaim.selector, id));
        mine.slash(id, 999);
    }

    function test_RepeatedShareInAClaimCannotBeRevealed() public {
        address cheat = _account(0);
        uint64[] memory one = _shares(cheat, 1, 0);
        (bytes32 root, bytes32[][4] memory paths) = _tree([one[0], one[0], one[0], one[0]]);
        vm.prank(cheat);
        uint256 id = mine.commit(4, root);
        mine.dispute(id, 2);
        vm.expectRevert(abi.encodeWithSelector(HashRateReward.NonceUsed.selector, one[0]));
        mine.reveal(id, 2, one[0], paths[2], one[0], paths[1]);
    }

    function test_OneLeafCannotStandForAnotherIndex() public {
        address cheat = _account(0);
        (uint64[4] memory nonces, bytes32 root, bytes32[][4] memory paths) = _honest(cheat);
        vm.prank(cheat);
        uint256 id = mine.commit(4, root);
        mine.dispute(id, 3);
        vm.expectRevert(abi.encodeWithSelector(HashRateReward.BadProof.selector));
        mine.reveal(id, 3, nonces[2], paths[2], nonces[1], paths[1]);
        vm.expectRevert(abi.encodeWithSelector(HashRateReward.BadProof.selector));
        mine.reveal(id, 3, nonces[3], new bytes32[](0), nonces[2], paths[2]);
    }

    function test_ADeeperTreeThanTheCountIsNoProof() public {
        address cheat = _account(0);
        (uint64[4] memory nonces, bytes32 root, bytes32[][4] memory paths) = _honest(cheat);
        vm.prank(cheat);
        uint256 id = mine.commit(2, root);
        mine.dispute(id, 1);
        vm.expectRevert(abi.encodeWithSelector(HashRateReward.BadProof.selector));
        mine.reveal(id, 1, nonces[1], paths[1], nonces[0], paths[0]);
    }

    function test_AnOpenDisputeHoldsTheClaimBackAndALateOneIsRefused() public {
        vm.prank(_account(0));
        uint256 id = mine.commit(4, keccak256("nothing"));
        vm.roll(105);
        mine.dispute(id, 0);
        vm.roll(106);
        vm.expectRevert(abi.encodeWithSelector(HashRateReward.WindowOpen.selector));
        mine.finalize(id);
        vm.expectRevert(abi.encodeWithSelector(HashRateReward.WindowOver.selector));
        mine.dispute(id, 1);
    }

    function test_AnAnswerCanComeTooLate() public {
        (uint64[4] memory nonces, bytes32 root, bytes32[][4] memory paths) = _honest(_account(0));
        vm.prank(_account(0));
        uint256 id = mine.commit(4, root);
        mine.dispute(id, 0);
        vm.roll(104);
        vm.expectRevert(abi.encodeWithSelector(HashRateReward.WindowOver.selector));
        mine.reveal(id, 0, nonces[0], paths[0], 0, new bytes32[](0));
    }

    function test_AnAnsweredDisputeCannotBeSlashed() public {
        (uint64[4] memory nonces, bytes32 root, bytes32[][4] memory paths) = _honest(_account(0));
        vm.prank(_account(0));
        uint256 id = mine.commit(4, root);
        mine.dispute(id, 0);
        mine.reveal(id, 0, nonces[0], paths[0], 0, new bytes32[](0));
        vm.roll(120);
        vm.expectRevert(abi.encodeWithSelector(HashRateReward.NoSuchDispute.selector, id, 0));
        mine.slash(id, 0);
    }

    function test_OneWayARound() public {
        address miner = _account(0);
        _submit(miner, 1);
        vm.startPrank(miner);
        vm.expectRevert(abi.encodeWithSelector(HashRateReward.NoncesClosed.selector));
        mine.commit(1, keccak256("x"));
        _nextRound();
        mine.commit(1, keccak256("x"));
        vm.stopPrank();
        uint64[] memory nonces = _shares(miner, 1, 0);
        vm.prank(miner);
        vm.expectPartialRevert(HashRateReward.NonceUsed.selector);
        mine.submit(nonces);
    }

    function test_OpenClaimsBindTheStake() public {
        address miner = _account(0);
        vm.startPrank(miner);
        for (uint256 i = 0; i < 3; ++i) {
            mine.commit(1, keccak256("x"));
            _nextRound();
        }
        vm.expectRevert(abi.encodeWithSelector(HashRateReward.InsufficientStake.selector, THRESHOLD, 4 * SLASH));
        mine.commit(1, keccak256("x"));
        vm.expectPartialRevert(HashRateReward.InsufficientStake.selector);
        mine.requestWithdraw(THRESHOLD - 3 * SLASH + 1);
        mine.requestWithdraw(THRESHOLD - 3 * SLASH);
        vm.stopPrank();
    }

    function test_ReentryIsRefused() public {
        address cheat = _account(0);
        address challenger = _account(1);
        vm.prank(cheat);
        uint256 id = mine.commit(1_000, keccak256("nothing"));
        vm.prank(challenger);
        mine.dispute(id, 999);
        vm.roll(104);
        mine.slash(id, 999);
        vm.startPrank(challenger);
        mine.requestWithdraw(10 ether);
        token.approve(address(mine), 1);
        vm.stopPrank();
        vm.roll(114);
        _refusesItself(challenger, address(mine), token, abi.encodeCall(HashRateReward.withdrawCredit, ()));
        _refusesItself(challenger, address(mine), token, abi.encodeCall(HashRateReward.withdraw, ()));
        _refusesItself(challenger, address(mine), token, abi.encodeCall(HashRateReward.stake, (1)));
    }

    function testFuzz_ForgedSharesEarnNothing(uint64 nonce) public {
        address miner = _account(0);
        uint64[] memory one = new uint64[](1);
        one[0] = _forged(miner, nonce >> 1);
        vm.prank(miner);
        vm.expectRevert(abi.encodeWithSelector(HashRateReward.ForgedShare.selector, one[0]));
        mine.submit(one);
        _eq(mine.totalSupply(), 0, "supply");
    }

    function testFuzz_RoundingFavoursTheContract(uint256 a, uint256 b, uint256 c) public {
        uint256[3] memory counts = [_bound(a, 1, 9), _bound(b, 1, 9), _bound(c, 1, 9)];
        for (uint256 i = 0; i < 3; ++i) _submit(_account(i), counts[i]);
        _nextRound();
        uint256 paid;
        for (uint256 i = 0; i < 3; ++i) paid += _claim(_account(i));
        _atMost(paid, REWARD, "never more than the reward");
        _atMost(REWARD - paid, 2, "dust under one wei a miner");
        _eq(mine.balanceOf(address(mine)), REWARD - paid, "dust stays");
    }

    function _honest(
        address miner
    ) private view returns (uint64[4] memory nonces, bytes32 root, bytes32[][4] memory paths) {
        uint64[] memory found = _shares(miner, 4, 0);
        for (uint256 i = 0; i < 4; ++i) nonces[i] = found[i];
        (root, paths) = _tree(nonces);
    }
}

/// @dev Random calls by three miners, among them false claims, slashes and withdrawals.
contract HashRateHandler is HashRateFixture {
    uint256 public minted;
    uint256 public claimedTotal;
    uint256 public slashedTotal;
    uint256[3] public deposited;

    constructor() {
        _deploy();
        for (uint256 i = 0; i < 3; ++i) deposited[i] = THRESHOLD;
    }

    function contracts() external view returns (HashRateReward, IERC20) {
        return (mine, token);
    }

    function submit(uint256 who, uint256 count) external {
        address miner = _account(who % 3);
        uint64 from = uint64((block.number - 100) % 2) * 1_000;
        uint64[] memory nonces = _shares(miner, 1 + (count % 5), from);
        vm.prank(miner);
        try mine.submit(nonces) {} catch {}
        _advance();
    }

    function commitAndDispute(uint256 who, uint256 count) external {
        address miner = _account(who % 3);
        vm.prank(miner);
        try mine.commit(1 + (count % 50), bytes32(count)) returns (uint256 id) {
            if (count % 3 != 0) mine.dispute(id, 0);
        } catch {}
        _advance();
    }

    function resolve(uint256 id) external {
        if (mine.claimCount() == 0) return;
        id %= mine.claimCount();
        try mine.slash(id, 0) {
            slashedTotal += SLASH;
        } catch {}
        try mine.finalize(id) {} catch {}
        _advance();
    }

    function unstake(uint256 who, uint256 amount) external {
        address miner = _account(who % 3);
        vm.startPrank(miner);
        try mine.withdraw() {} catch {}
        try mine.requestWithdraw(amount % (THRESHOLD / 20)) {} catch {}
        vm.stopPrank();
        _advance();
    }

    function claimReward(uint256 who) external {
        claimedTotal += _claim(_account(who % 3));
        _advance();
    }

    function _advance() private {
        vm.roll(block.number + 1);
        vm.prevrandao(keccak256(abi.encode(block.number)));
    }
}

contract HashRateRewardInvariants is Test {
    HashRateHandler private _handler;
    HashRateReward private _mine;
    IERC20 private _token;

    function setUp() public {
        _handler = new HashRateHandler();
        (_mine, _token) = _handler.contracts();
        _target(address(_handler));
    }

    function invariant_MintedIsPaidPlusOwedPlusDust() public view {
        uint256 owed;
        for (uint256 i = 0; i < 3; ++i) owed += _mine.claimable(_account(i)) + _mine.pending(_account(i));
        uint256 held = _mine.balanceOf(address(_mine));
        _eq(_mine.totalSupply(), held + _handler.claimedTotal(), "minted = held + paid");
        _atMost(owed, held, "solvent");
        _atMost(held - owed, 3 * (_mine.currentRound() + 1), "dust under one wei a miner and round");
    }

    function invariant_StakesAreBacked() public view {
        uint256 owed = _mine.creditOf(address(0xDEAD)) + _mine.creditOf(address(_handler));
        for (uint256 i = 0; i < 4; ++i) owed += _mine.stakeOf(_account(i)) + _mine.unbondingOf(_account(i));
        _eq(_token.balanceOf(address(_mine)), owed, "stake token held = stakes + unbonding + credits");
        _eq(
            _mine.creditOf(address(0xDEAD)) + _mine.creditOf(address(_handler)),
            _handler.slashedTotal(),
            "slashed exactly"
        );
    }
}
