// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ReentrancyGuard} from "@openzeppelin/contracts/utils/ReentrancyGuard.sol";
import {Hashes} from "@openzeppelin/contracts/utils/cryptography/Hashes.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {RoundLedger} from "./RoundLedger.sol";

/// @title HashRateReward
/// @notice Pays for hash rate: "maximize the hash rate of accounts whose stake is at least the threshold". A share is a
/// nonce with keccak256(abi.encode(challenge, miner, nonce)) < shareTarget, so the number of shares measures hashes
/// tried, one share in 2^256 / shareTarget. Each round's reward is split pro rata to the shares of the round.
///
/// Agent calls: `stake`, `requestWithdraw`, `withdraw`, `submit` (shares verified at once), `commit` / `reveal` /
///              `finalize` (shares claimed optimistically), `dispute` / `slash` (against a false claim),
///              `withdrawCredit`, `claim`.
/// Positions:   `stakeOf`, `unbondingOf` and `creditOf` (stake token, wei); `claimable` and `pending` (this token, wei).
/// For a policy: `challenge()`, `challengeAt(block)`, `shareTarget()`.
///
/// Where the challenge comes from: the first share or claim of a round mixes its block's prevrandao into the seed of
/// the next active round; challenge = keccak256(seed, round). It is thus known to everybody one round ahead and can be
/// mined ahead by that long. Bias: the proposer of the opening block may withhold it, or leave all calls to this contract
/// out of it, and so chooses among 2^k seeds over k slots of its own in a row.
///
/// A share counts once without a storage slot a share: a miner's nonces must strictly increase within a round, over all
/// its calls. Claimed shares are the leaves of a Merkle tree, in strictly increasing order too; a disputed index is
/// answered with that leaf and the one before it. A miner uses one of the two ways in a round, never both. Claimed shares
/// enter the round in which they are finalized, so a false claim never dilutes anybody.
///
/// @dev Known ways to game it:
/// - Mining ahead by one round, and biasing the seed (above).
/// - Finalizing a claim in a quiet round, or a rival's claim in a busy one: anyone may finalize once the window is over.
/// - Disputing one's own false claim to get the bounty back: what a false claim costs is slashAmount minus the bounty.
/// - Disputing every index of an honest claim makes the claimant pay for that many reveals; disputes carry no bond.
/// - Splitting: shares pay linearly, so several accounts gain nothing and lock the threshold several times.
/// - Hash rate beyond what the reward is worth: rent dissipation is the purpose of this contract, not an accident.
/// @dev The stake token must be a plain ERC20; one that takes fees on transfer or rebases breaks solvency.
contract HashRateReward is RoundLedger, ReentrancyGuard {
    using SafeCast for uint256;
    using SafeERC20 for IERC20;

    /// @dev All parameters. Amounts in wei, times in blocks.
    struct Config {
        IERC20 stakeToken;
        uint256 stakeThreshold; // least stake with which an account takes part
        uint256 withdrawDelay; // blocks between the request and the withdrawal
        uint256 shareTarget; // a hash below it is a share
        uint256 roundBlocks; // length of a round, at least 1
        uint256 roundReward; // reward of each round before the first halving, in wei of this token
        uint256 halvingRounds; // rounds between halvings; 0 = never
        uint256 challengeWindow; // blocks in which a claim may be disputed; 0 = no optimistic claims
        uint256 responseWindow; // blocks in which a dispute must be answered
        uint256 slashAmount; // stake lost by a false claim, exactly
        uint256 bountyBps; // part of it that goes to the challenger, in 1/10,000
        address slashSink; // who gets the rest
    }

    /// @dev One slot. `nextNonce` holds for `round` only and is NONCES_CLOSED after a commit in that round.
    struct Miner {
        uint96 stake;
        uint32 openClaims;
        uint64 round;
        uint64 nextNonce;
    }

    struct Unbonding {
        uint128 amount;
        uint128 readyAt;
    }

    struct Claim {
        address miner;
        uint64 deadline; // last block in which it may be disputed
        uint32 openDisputes;
        uint64 count;
        bytes32 root;
        bytes32 challenge;
    }

    /// @dev `respondBy` = 0 once answered.
    struct Dispute {
        address challenger;
        uint64 respondBy;
    }

    uint256 private constant BPS = 10_000;
    uint64 private constant NONCES_CLOSED = type(uint64).max;
    /// @notice Most shares in one optimistic claim; bounds the depth of its tree.
    uint256 public constant MAX_CLAIM = 2 ** 32;

    IERC20 public immutable stakeToken;
    uint256 public immutable stakeThreshold;
    uint256 public immutable withdrawDelay;
    uint256 public immutable shareTarget;
    uint256 public immutable roundReward;
    uint256 public immutable halvingRounds;
    uint256 public immutable challengeWindow;
    uint256 public immutable responseWindow;
    uint256 public immutable slashAmount;
    uint256 public immutable bountyBps;
    address public immutable slashSink;

    uint256 private _openedRound;
    bytes32 private _challenge;
    bytes32 private _seed;

    /// @notice Number of optimistic claims ever made; the next claim's id.
    uint256 public claimCount;
    /// @notice An optimistic claim by id; all zero once finalized or slashed.
    mapping(uint256 id => Claim) public claims;
    /// @notice Dispute of one index of a claim.
    mapping(uint256 id => mapping(uint256 index => Dispute)) public disputes;
    /// @notice Stake token owed from slashed stakes, in wei.
    mapping(address account => uint256) public creditOf;

    mapping(address account => Miner) private _miners;
    mapping(address account => Unbonding) private _unbonding;

    event Staked(address indexed miner, uint256 amount);
    event WithdrawRequested(address indexed miner, uint256 amount, uint256 readyAt);
    event Withdrawn(address indexed account, uint256 amount);
    event RoundOpened(uint256 indexed round, bytes32 challenge);
    event ClaimCommitted(uint256 indexed id, address indexed miner, uint256 count, bytes32 root);
    event ClaimDisputed(uint256 indexed id, uint256 index, address indexed challenger);
    event ClaimRevealed(uint256 indexed id, uint256 index);
    event ClaimFinalized(uint256 indexed id, address indexed miner, uint256 count);
    event ClaimSlashed(uint256 indexed id, address indexed miner, address indexed challenger, uint256 amount);

    error BadBounty();
    error ZeroAmount();
    error InsufficientStake(uint256 stake, uint256 required);
    error WithdrawLocked(uint256 readyAt);
    error NonceUsed(uint64 nonce);
    error ForgedShare(uint64 nonce);
    error OptimisticClaimsOff();
    error NoncesClosed();
    error BadCount();
    error NoSuchClaim(uint256 id);
    error NoSuchDispute(uint256 id, uint256 index);
    error AlreadyDisputed(uint256 id, uint256 index);
    error WindowOver();
    error WindowOpen();
    error BadProof();

    constructor(Config memory config) ERC20("Hash Rate Reward", "HASH") RoundLedger(config.roundBlocks, 1) {
        if (config.bountyBps > BPS) revert BadBounty();
        if (config.shareTarget == 0) revert ZeroParameter();
        if (config.challengeWindow != 0 && (config.slashAmount == 0 || config.responseWindow == 0)) {
            revert ZeroParameter();
        }
        stakeToken = config.stakeToken;
        stakeThreshold = config.stakeThreshold;
        withdrawDelay = config.withdrawDelay;
        shareTarget = config.shareTarget;
        roundReward = config.roundReward;
        halvingRounds = config.halvingRounds;
        challengeWindow = config.challengeWindow;
        responseWindow = config.responseWindow;
        slashAmount = config.slashAmount;
        bountyBps = config.bountyBps;
        slashSink = config.slashSink;
        _seed = keccak256(abi.encode(block.prevrandao, address(this)));
    }

    /// @notice Locks `amount` wei of the stake token, which the caller has approved.
    function stake(uint256 amount) external nonReentrant {
        if (amount == 0) revert ZeroAmount();
        Miner storage miner = _miners[msg.sender];
        miner.stake = (miner.stake + amount).toUint96();
        emit Staked(msg.sender, amount);
        stakeToken.safeTransferFrom(msg.sender, address(this), amount);
    }

    /// @notice Takes `amount` wei out of the stake at once; `withdraw` pays it withdrawDelay blocks from now. A second
    /// request joins the first and starts the delay again. What open claims may cost cannot be requested.
    function requestWithdraw(uint256 amount) external {
        if (amount == 0) revert ZeroAmount();
        Miner storage miner = _miners[msg.sender];
        uint256 required = amount + miner.openClaims * slashAmount;
        if (miner.stake < required) revert InsufficientStake(miner.stake, required);
        miner.stake -= amount.toUint96();

        Unbonding storage unbonding = _unbonding[msg.sender];
        uint256 readyAt = block.number + withdrawDelay;
        unbonding.amount += amount.toUint128();
        unbonding.readyAt = readyAt.toUint128();
        emit WithdrawRequested(msg.sender, amount, readyAt);
    }

    /// @notice Pays out the requested stake once its delay is over.
    function withdraw() external nonReentrant {
        Unbonding memory unbonding = _unbonding[msg.sender];
        if (unbonding.amount == 0) revert ZeroAmount();
        if (block.number < unbonding.readyAt) revert WithdrawLocked(unbonding.readyAt);
        delete _unbonding[msg.sender];
        emit Withdrawn(msg.sender, unbonding.amount);
        stakeToken.safeTransfer(msg.sender, unbonding.amount);
    }

    /// @notice Pays out what slashing owes the caller, as challenger or as sink.
    function withdrawCredit() external nonReentrant {
        uint256 amount = creditOf[msg.sender];
        if (amount == 0) revert ZeroAmount();
        creditOf[msg.sender] = 0;
        emit Withdrawn(msg.sender, amount);
        stakeToken.safeTransfer(msg.sender, amount);
    }

    /// @notice Submits shares of this round, verified at once. Reverts as a whole if any is forged or counted already.
    /// @param nonces Strictly increasing, above all that the caller used in this round, each below 2^64 - 1.
    function submit(uint64[] calldata nonces) external {
        Miner storage miner = _miners[msg.sender];
        _requireThreshold(miner);
        uint256 round = currentRound();
        bytes32 challenge_ = _openRound(round);
        uint64 floor = miner.round == round ? miner.nextNonce : 0;
        for (uint256 i = 0; i < nonces.length; ++i) {
            uint64 nonce = nonces[i];
            if (nonce < floor || nonce == NONCES_CLOSED) revert NonceUsed(nonce);
            if (!isShare(challenge_, msg.sender, nonce)) revert ForgedShare(nonce);
            floor = nonce + 1;
        }
        miner.round = round.toUint64();
        miner.nextNonce = floor;
        _credit(msg.sender, 0, nonces.length);
    }

    /// @notice Claims `count` shares of this round optimistically. They count once `finalize` finds them undisputed.
    /// @param count Number of shares, from 1 to MAX_CLAIM.
    /// @param root Root of the binary Merkle tree over keccak256(abi.encode(nonce)) of the shares in increasing order,
    /// padded with zero leaves to a power of two, inner nodes keccak256(left, right).
    /// @return id Number of the claim.
    function commit(uint256 count, bytes32 root) external returns (uint256 id) {
        if (challengeWindow == 0) revert OptimisticClaimsOff();
        if (count == 0 || count > MAX_CLAIM) revert BadCount();
        Miner storage miner = _miners[msg.sender];
        _requireThreshold(miner);
        uint256 atRisk = (uint256(miner.openClaims) + 1) * slashAmount;
        if (miner.stake < atRisk) revert InsufficientStake(miner.stake, atRisk);
        uint256 round = currentRound();
        if (miner.round == round) revert NoncesClosed();

        miner.round = round.toUint64();
        miner.nextNonce = NONCES_CLOSED;
        ++miner.openClaims;
        id = claimCount++;
        claims[id] = Claim({
            miner: msg.sender,
            deadline: (block.number + challengeWindow).toUint64(),
            openDisputes: 0,
            count: count.toUint64(),
            root: root,
            challenge: _openRound(round)
        });
        emit ClaimCommitted(id, msg.sender, count, root);
    }

    /// @notice Asks the claimant of claim `id` to reveal share `index`. Open to anyone, once an index.
    function dispute(uint256 id, uint256 index) external {
        Claim storage entry = _claim(id);
        if (index >= entry.count) revert BadCount();
        if (block.number > entry.deadline) revert WindowOver();
        Dispute storage asked = disputes[id][index];
        if (asked.challenger != address(0)) revert AlreadyDisputed(id, index);
        asked.challenger = msg.sender;
        asked.respondBy = (block.number + responseWindow).toUint64();
        ++entry.openDisputes;
        emit ClaimDisputed(id, index, msg.sender);
    }

    /// @notice Answers a dispute of share `index`: the share is valid, and larger than the one before it.
    /// @param nonce The disputed share, with its Merkle path `proof` from leaf to root.
    /// @param previous The share at index - 1 with `previousProof`; 0 and empty for index 0.
    function reveal(
        uint256 id,
        uint256 index,
        uint64 nonce,
        bytes32[] calldata proof,
        uint64 previous,
        bytes32[] calldata previousProof
    ) external {
        Claim storage entry = _claim(id);
        Dispute storage asked = disputes[id][index];
        if (asked.respondBy == 0) revert NoSuchDispute(id, index);
        if (block.number > asked.respondBy) revert WindowOver();
        if (!isShare(entry.challenge, entry.miner, nonce)) revert ForgedShare(nonce);
        _requireLeaf(entry, index, nonce, proof);
        if (index != 0) {
            if (previous >= nonce) revert NonceUsed(nonce);
            _requireLeaf(entry, index - 1, previous, previousProof);
        }
        asked.respondBy = 0;
        --entry.openDisputes;
        emit ClaimRevealed(id, index);
    }

    /// @notice Takes slashAmount from a claimant that left the dispute of `index` unanswered, and drops its claim.
    function slash(uint256 id, uint256 index) external {
        address miner = _claim(id).miner;
        Dispute memory asked = disputes[id][index];
        if (asked.respondBy == 0) revert NoSuchDispute(id, index);
        if (block.number <= asked.respondBy) revert WindowOpen();
        _closeClaim(id, miner);
        _miners[miner].stake -= slashAmount.toUint96();
        uint256 bounty = (slashAmount * bountyBps) / BPS;
        creditOf[asked.challenger] += bounty;
        creditOf[slashSink] += slashAmount - bounty;
        emit ClaimSlashed(id, miner, asked.challenger, slashAmount);
    }

    /// @notice Counts the shares of a claim whose window is over, in the current round. Open to anyone; waits while the
    /// claimant's stake is below the threshold.
    function finalize(uint256 id) external {
        Claim memory entry = _claim(id);
        if (block.number <= entry.deadline || entry.openDisputes != 0) revert WindowOpen();
        _requireThreshold(_miners[entry.miner]);
        _closeClaim(id, entry.miner);
        _openRound(currentRound());
        _credit(entry.miner, 0, entry.count);
        emit ClaimFinalized(id, entry.miner, entry.count);
    }

    /// @notice Stake that counts towards the threshold, in wei of the stake token.
    function stakeOf(address account) external view returns (uint256) {
        return _miners[account].stake;
    }

    /// @notice Requested stake that is not withdrawn yet, in wei of the stake token.
    function unbondingOf(address account) external view returns (uint256) {
        return _unbonding[account].amount;
    }

    /// @notice Block from which `withdraw` pays; 0 without a request.
    function withdrawableAt(address account) external view returns (uint256) {
        return _unbonding[account].readyAt;
    }

    /// @notice Claims of `account` that are neither finalized nor slashed; each binds slashAmount of stake.
    function openClaimsOf(address account) external view returns (uint256) {
        return _miners[account].openClaims;
    }

    /// @notice Challenge of the round of this block.
    function challenge() external view returns (bytes32) {
        return challengeAt(block.number);
    }

    /// @notice Challenge that a share mined in block `number` must meet, if no round opens before that block. A policy
    /// that reads after block n and whose call lands in block n + 1 asks for n + 1.
    function challengeAt(uint256 number) public view returns (bytes32) {
        uint256 round = roundAt(number);
        return round == _openedRound ? _challenge : keccak256(abi.encode(_seed, round));
    }

    /// @notice True if `nonce` is a share of `miner` under `challenge_`.
    function isShare(bytes32 challenge_, address miner, uint64 nonce) public view returns (bool) {
        return uint256(keccak256(abi.encode(challenge_, miner, nonce))) < shareTarget;
    }

    /// @inheritdoc RoundLedger
    function rewardOf(uint256 round) public view override returns (uint256) {
        return halvingRounds == 0 ? roundReward : roundReward >> ((round - 1) / halvingRounds);
    }

    function _openRound(uint256 round) private returns (bytes32 challenge_) {
        if (round == _openedRound) return _challenge;
        bytes32 seed = _seed;
        challenge_ = keccak256(abi.encode(seed, round));
        _openedRound = round;
        _challenge = challenge_;
        _seed = keccak256(abi.encode(seed, block.prevrandao));
        emit RoundOpened(round, challenge_);
    }

    function _closeClaim(uint256 id, address miner) private {
        delete claims[id];
        --_miners[miner].openClaims;
    }

    function _claim(uint256 id) private view returns (Claim storage entry) {
        entry = claims[id];
        if (entry.miner == address(0)) revert NoSuchClaim(id);
    }

    function _requireThreshold(Miner storage miner) private view {
        if (miner.stake < stakeThreshold) revert InsufficientStake(miner.stake, stakeThreshold);
    }

    /// @dev The position in the tree is bound by the bits of `index`: with sorted pairs, as in OpenZeppelin's MerkleProof,
    /// one leaf could stand for several indices. The fixed depth keeps inner nodes from passing as leaves.
    function _requireLeaf(Claim storage entry, uint256 index, uint64 nonce, bytes32[] calldata proof) private view {
        if (proof.length != Math.log2(entry.count, Math.Rounding.Ceil)) revert BadProof();
        bytes32 node = keccak256(abi.encode(nonce));
        for (uint256 i = 0; i < proof.length; ++i) {
            node =
                (index >> i) & 1 == 0
                    ? Hashes.efficientKeccak256(node, proof[i])
                    : Hashes.efficientKeccak256(proof[i], node);
        }
        if (node != entry.root) revert BadProof();
    }
}
