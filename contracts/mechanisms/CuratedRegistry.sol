// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ReentrancyGuard} from "@openzeppelin/contracts/utils/ReentrancyGuard.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

/// @title CuratedRegistry
/// @notice A list that token holders keep: a listing comes with a deposit, anyone may challenge it with a deposit of his
/// own, holders vote, and the loser's deposit is shared by the winner and by who voted with the majority (Goldin 2017,
/// "Token-Curated Registries 1.0").
///
/// Agent calls: `list(listing)`, `unlist(listing)`, `challenge(listing)`, `commitVote(poll, hash, weight)`,
///              `revealVote(poll, keep, salt)`, `resolve(poll)` by anyone, `collectVote(poll)`, `withdraw()`.
/// Positions:   `lockedOf(account)` (deposits and votes, which may be lost or not), `creditOf(account)` (settled), and
///              `voteRewardOf(poll, account)` (won, not collected), in wei of the token.
/// For a policy: `isListed(listing)`, `listings(listing)`, `polls(poll)`.
///
/// A vote is a lock of tokens, given back to all who collect; only deposits are at stake. A challenge pays if and only if
/// its chance q of winning satisfies q * winnerBps / 10,000 > 1 - q.
/// @dev Votes are committed as keccak256(abi.encode(keep, salt, voter)) and revealed later, so that none can be copied.
/// A tie, or a poll in which nobody reveals, keeps the listing. Shares round down; their dust stays here.
/// @dev Known ways to game it: majorities by wealth decide whatever the truth is; voters paid for agreeing vote as they expect
/// others to (a Keynesian beauty contest) and can be bribed (Buterin 2015, "The P + epsilon Attack"); votes at no risk
/// need no information; challenges of one's own listing move deposits to one's own votes.
contract CuratedRegistry is ReentrancyGuard {
    using SafeCast for uint256;
    using SafeERC20 for IERC20;

    /// @dev `poll` is the open poll about it plus 1, or 0.
    struct Listing {
        address owner;
        uint64 since; // block from which it counts as listed; NEVER while the application is challenged
        uint256 poll;
    }

    struct Poll {
        bytes32 listing;
        address challenger;
        uint64 commitEnd; // last block to commit
        uint64 revealEnd; // last block to reveal
        bool resolved;
        bool kept;
        uint128 keepWeight;
        uint128 dropWeight;
    }

    struct Vote {
        bytes32 commitment;
        uint128 weight;
        bool revealed;
        bool keep;
        bool collected;
    }

    uint256 private constant BPS = 10_000;
    uint64 private constant NEVER = type(uint64).max;

    IERC20 public immutable token;
    /// @notice Deposit of a listing and of a challenge, in wei.
    uint256 public immutable deposit;
    /// @notice Blocks from application to listing.
    uint256 public immutable applyBlocks;
    /// @notice Blocks to commit votes.
    uint256 public immutable commitBlocks;
    /// @notice Blocks to reveal votes.
    uint256 public immutable revealBlocks;
    /// @notice Part of the loser's deposit that goes to the winner, in 1/10,000; the rest to the majority's voters.
    uint256 public immutable winnerBps;

    /// @notice Number of polls ever opened; the next poll's id.
    uint256 public pollCount;
    mapping(bytes32 listing => Listing) public listings;
    mapping(uint256 poll => Poll) public polls;
    mapping(uint256 poll => mapping(address voter => Vote)) public votes;
    /// @notice Wei that `withdraw` would pay an account.
    mapping(address account => uint256) public creditOf;
    /// @notice Wei of an account in deposits and votes.
    mapping(address account => uint256) public lockedOf;

    event Listed(bytes32 indexed listing, address indexed owner, uint256 since);
    event Unlisted(bytes32 indexed listing);
    event Challenged(bytes32 indexed listing, uint256 indexed poll, address indexed challenger);
    event VoteCommitted(uint256 indexed poll, address indexed voter, uint256 weight);
    event VoteRevealed(uint256 indexed poll, address indexed voter, bool keep, uint256 weight);
    event Resolved(uint256 indexed poll, bytes32 indexed listing, bool kept);
    event VoteCollected(uint256 indexed poll, address indexed voter, uint256 reward);
    event Withdrawn(address indexed account, uint256 amount);

    error BadParameters();
    error ZeroAmount();
    error ListingTaken(bytes32 listing);
    error NoSuchListing(bytes32 listing);
    error PollOpen(uint256 poll);
    error NotTheOwner(address owner);
    error NotInThisPhase(uint256 poll);
    error AlreadyVoted(uint256 poll);
    error NothingToReveal(uint256 poll);
    error NothingToCollect(uint256 poll);

    /// @param token_ ERC20 of deposits and votes.
    /// @param deposit_ Deposit of a listing and of a challenge, in wei, above zero.
    /// @param applyBlocks_ Blocks from application to listing.
    /// @param commitBlocks_ Blocks to commit votes, at least 1.
    /// @param revealBlocks_ Blocks to reveal votes, at least 1.
    /// @param winnerBps_ Part of the loser's deposit for the winner, in 1/10,000, at most 10,000.
    constructor(
        IERC20 token_,
        uint256 deposit_,
        uint256 applyBlocks_,
        uint256 commitBlocks_,
        uint256 revealBlocks_,
        uint256 winnerBps_
    ) {
        if (deposit_ == 0 || commitBlocks_ == 0 || revealBlocks_ == 0 || winnerBps_ > BPS) revert BadParameters();
        token = token_;
        deposit = deposit_;
        applyBlocks = applyBlocks_;
        commitBlocks = commitBlocks_;
        revealBlocks = revealBlocks_;
        winnerBps = winnerBps_;
    }

    /// @notice Applies for `listing` with the caller's deposit.
    function list(bytes32 listing) external nonReentrant {
        if (listings[listing].owner != address(0)) revert ListingTaken(listing);
        uint256 since = block.number + applyBlocks;
        listings[listing] = Listing(msg.sender, since.toUint64(), 0);
        emit Listed(listing, msg.sender, since);
        _lock(deposit);
    }

    /// @notice Takes the caller's `listing` off the list and credits its deposit. Not while it is challenged.
    function unlist(bytes32 listing) external {
        Listing memory entry = listings[listing];
        if (entry.owner != msg.sender) revert NotTheOwner(entry.owner);
        if (entry.poll != 0) revert PollOpen(entry.poll - 1);
        delete listings[listing];
        lockedOf[msg.sender] -= deposit;
        creditOf[msg.sender] += deposit;
        emit Unlisted(listing);
    }

    /// @notice Challenges `listing` with a deposit of the caller and opens a poll about it.
    /// @return poll Number of the poll.
    function challenge(bytes32 listing) external nonReentrant returns (uint256 poll) {
        Listing storage entry = listings[listing];
        if (entry.owner == address(0)) revert NoSuchListing(listing);
        if (entry.poll != 0) revert PollOpen(entry.poll - 1);
        poll = pollCount++;
        entry.poll = poll + 1;
        if (block.number < entry.since) entry.since = NEVER;
        Poll storage opened = polls[poll];
        opened.listing = listing;
        opened.challenger = msg.sender;
        opened.commitEnd = (block.number + commitBlocks).toUint64();
        opened.revealEnd = (block.number + commitBlocks + revealBlocks).toUint64();
        emit Challenged(listing, poll, msg.sender);
        _lock(deposit);
    }

    /// @notice Votes with `weight` wei, locked until collected.
    /// @param commitment keccak256(abi.encode(keep, salt, voter)), keep as bool, salt as bytes32.
    function commitVote(uint256 poll, bytes32 commitment, uint256 weight) external nonReentrant {
        if (weight == 0) revert ZeroAmount();
        if (poll >= pollCount || block.number > polls[poll].commitEnd) revert NotInThisPhase(poll);
        Vote storage vote = votes[poll][msg.sender];
        if (vote.weight != 0) revert AlreadyVoted(poll);
        vote.commitment = commitment;
        vote.weight = weight.toUint128();
        emit VoteCommitted(poll, msg.sender, weight);
        _lock(weight);
    }

    /// @notice Reveals the caller's vote, after the commits and before the end of the poll.
    function revealVote(uint256 poll, bool keep, bytes32 salt) external {
        Poll storage entry = polls[poll];
        if (block.number <= entry.commitEnd || block.number > entry.revealEnd) revert NotInThisPhase(poll);
        Vote storage vote = votes[poll][msg.sender];
        if (vote.revealed || vote.commitment != keccak256(abi.encode(keep, salt, msg.sender))) {
            revert NothingToReveal(poll);
        }
        (vote.revealed, vote.keep) = (true, keep);
        if (keep) entry.keepWeight += vote.weight;
        else entry.dropWeight += vote.weight;
        emit VoteRevealed(poll, msg.sender, keep, vote.weight);
    }

    /// @notice Ends a poll: deposits go to the winner, less the part of the majority's voters.
    function resolve(uint256 poll) external {
        Poll storage entry = polls[poll];
        if (poll >= pollCount || entry.resolved || block.number <= entry.revealEnd) revert NotInThisPhase(poll);
        bytes32 listing = entry.listing;
        address owner = listings[listing].owner;
        bool kept = entry.keepWeight >= entry.dropWeight;
        (entry.resolved, entry.kept) = (true, kept);

        if (kept) {
            // The owner's own deposit stays with the listing.
            listings[listing].poll = 0;
            if (listings[listing].since == NEVER) listings[listing].since = block.number.toUint64();
            lockedOf[entry.challenger] -= deposit;
            creditOf[owner] += deposit - _votersPart(entry);
        } else {
            delete listings[listing];
            lockedOf[owner] -= deposit;
            lockedOf[entry.challenger] -= deposit;
            creditOf[entry.challenger] += deposit + deposit - _votersPart(entry);
        }
        emit Resolved(poll, listing, kept);
    }

    /// @notice Credits the caller's locked vote in a resolved poll and what it won.
    function collectVote(uint256 poll) external {
        if (!polls[poll].resolved) revert NotInThisPhase(poll);
        Vote storage vote = votes[poll][msg.sender];
        if (vote.weight == 0 || vote.collected) revert NothingToCollect(poll);
        uint256 reward = voteRewardOf(poll, msg.sender);
        vote.collected = true;
        lockedOf[msg.sender] -= vote.weight;
        creditOf[msg.sender] += vote.weight + reward;
        emit VoteCollected(poll, msg.sender, reward);
    }

    /// @notice Pays out the caller's credit.
    function withdraw() external nonReentrant {
        uint256 amount = creditOf[msg.sender];
        if (amount == 0) revert ZeroAmount();
        creditOf[msg.sender] = 0;
        emit Withdrawn(msg.sender, amount);
        token.safeTransfer(msg.sender, amount);
    }

    /// @notice True from the end of the application until the listing is taken off. A challenge of an application suspends
    /// it until the poll is resolved; a challenge of what is listed does not.
    function isListed(bytes32 listing) external view returns (bool) {
        Listing storage entry = listings[listing];
        return entry.owner != address(0) && block.number >= entry.since;
    }

    /// @notice Wei that `voter` won in a resolved poll and has not collected.
    function voteRewardOf(uint256 poll, address voter) public view returns (uint256) {
        Poll storage entry = polls[poll];
        Vote storage vote = votes[poll][voter];
        if (!entry.resolved || !vote.revealed || vote.collected || vote.keep != entry.kept) return 0;
        return Math.mulDiv(_votersPart(entry), vote.weight, entry.kept ? entry.keepWeight : entry.dropWeight);
    }

    /// @dev The part of a deposit that goes to the majority's voters; nothing if nobody voted.
    function _votersPart(Poll storage entry) private view returns (uint256) {
        if (entry.keepWeight == 0 && entry.dropWeight == 0) return 0;
        return deposit - (deposit * winnerBps) / BPS;
    }

    function _lock(uint256 amount) private {
        lockedOf[msg.sender] += amount;
        token.safeTransferFrom(msg.sender, address(this), amount);
    }
}
