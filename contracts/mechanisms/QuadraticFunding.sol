// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ReentrancyGuard} from "@openzeppelin/contracts/utils/ReentrancyGuard.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

/// @title QuadraticFunding
/// @notice Funds a public good with F = (sqrt(c_1) + ... + sqrt(c_n))^2: what its supporters gave and a match from a pool
/// (Buterin, Hitzig, Weyl 2019, "A Flexible Design for Funding Public Goods"). A project is the address that is paid.
///
/// Agent calls: `contribute(project, amount)`, any number of times a round; `claim()` by the project.
/// Actor calls: `sponsor(amount)` fills the matching pool.
/// Positions:   `claimable(project) + pending(project)`, in wei of the token, for who owns the project.
/// For a policy: `fundingOf(project)`, the F of its last round with contributions, on which utility v ln F depends;
///              `contributionOf(project, account)`.
///
/// With u_i = v_i ln F - c_i supporters give c_i = v_i^2 / sum(v), so that F = sum(v), the efficient amount; without the
/// match F = max(v). The match costs sum(v) - sum(v^2) / sum(v).
/// @dev The match is reserved at the moment of a contribution, so that every promise is funded; when the pool is empty
/// contributions that need a match revert. Roots round down, so F does, and never below what was given.
/// @dev Known ways to game it: identities are free. Split c over k accounts and one's own project gets k c; collusion
/// does the same with real people; and who comes first uses up the pool.
contract QuadraticFunding is ReentrancyGuard {
    using SafeCast for uint256;
    using SafeERC20 for IERC20;

    /// @dev A project: its last round with contributions, and what earlier rounds owe it.
    struct Project {
        uint64 round;
        uint128 roots; // sum of the square roots of contributions, in sqrt(wei)
        uint128 given; // sum of contributions, in wei
        uint128 matched; // reserved match, in wei
        uint128 accrued; // wei of settled rounds
    }

    struct Contribution {
        uint64 round;
        uint128 amount;
    }

    IERC20 public immutable token;
    /// @notice Block in which round 1 begins.
    uint256 public immutable startBlock;
    /// @notice Length of a round in blocks.
    uint256 public immutable roundBlocks;

    /// @notice Wei left for matches.
    uint256 public matchingPool;
    mapping(address project => Project) private _projects;
    mapping(address project => mapping(address account => Contribution)) private _contributions;

    event Sponsored(address indexed sponsor, uint256 amount);
    event Contributed(address indexed project, address indexed account, uint256 amount, uint256 funding);
    event Paid(address indexed project, uint256 amount);

    error ZeroParameter();
    error ZeroAmount();
    error PoolExhausted(uint256 left, uint256 required);

    /// @param token_ ERC20 of contributions and matches.
    /// @param roundBlocks_ Length of a round in blocks, at least 1.
    constructor(IERC20 token_, uint256 roundBlocks_) {
        if (roundBlocks_ == 0) revert ZeroParameter();
        token = token_;
        roundBlocks = roundBlocks_;
        startBlock = block.number;
    }

    /// @notice Adds `amount` wei to the matching pool.
    function sponsor(uint256 amount) external nonReentrant {
        if (amount == 0) revert ZeroAmount();
        matchingPool += amount;
        emit Sponsored(msg.sender, amount);
        token.safeTransferFrom(msg.sender, address(this), amount);
    }

    /// @notice Gives `amount` wei to `project` in this round and reserves the match that it adds.
    function contribute(address project, uint256 amount) external nonReentrant {
        if (amount == 0) revert ZeroAmount();
        uint256 round = currentRound();
        Project memory entry = _projects[project];
        if (entry.round != round) {
            uint256 owed = uint256(entry.accrued) + entry.given + entry.matched;
            entry = Project(round.toUint64(), 0, 0, 0, owed.toUint128());
        }
        Contribution storage own = _contributions[project][msg.sender];
        uint256 before = own.round == round ? own.amount : 0;
        (own.round, own.amount) = (round.toUint64(), (before + amount).toUint128());

        entry.roots = (entry.roots + Math.sqrt(before + amount) - Math.sqrt(before)).toUint128();
        entry.given += amount.toUint128();
        uint256 matched = Math.saturatingSub(uint256(entry.roots) * entry.roots, entry.given);
        uint256 left = matchingPool + entry.matched;
        if (left < matched) revert PoolExhausted(left, matched);
        matchingPool = left - matched;
        entry.matched = matched.toUint128();
        _projects[project] = entry;
        emit Contributed(project, msg.sender, amount, matched + entry.given);
        token.safeTransferFrom(msg.sender, address(this), amount);
    }

    /// @notice Pays the caller, a project, for all its closed rounds.
    /// @return amount Wei paid; 0 if nothing was due.
    function claim() external nonReentrant returns (uint256 amount) {
        amount = claimable(msg.sender);
        if (amount == 0) return 0;
        Project storage entry = _projects[msg.sender];
        entry.accrued = 0;
        if (entry.round != currentRound()) (entry.roots, entry.given, entry.matched) = (0, 0, 0);
        emit Paid(msg.sender, amount);
        token.safeTransfer(msg.sender, amount);
    }

    /// @notice Wei that `claim` would pay `project` now.
    function claimable(address project) public view returns (uint256) {
        Project storage entry = _projects[project];
        return entry.round == currentRound() ? entry.accrued : entry.accrued + fundingOf(project);
    }

    /// @notice Wei that the open round would pay `project` as it stands.
    function pending(address project) external view returns (uint256) {
        return _projects[project].round == currentRound() ? fundingOf(project) : 0;
    }

    /// @notice Contributions and match, F, of the last round in which `project` got any; 0 once claimed.
    function fundingOf(address project) public view returns (uint256) {
        Project storage entry = _projects[project];
        return uint256(entry.given) + entry.matched;
    }

    /// @notice What `account` gave `project` in this round.
    function contributionOf(address project, address account) external view returns (uint256) {
        Contribution storage own = _contributions[project][account];
        return own.round == currentRound() ? own.amount : 0;
    }

    /// @notice The round of this block, counted from 1.
    function currentRound() public view returns (uint256) {
        return (block.number - startBlock) / roundBlocks + 1;
    }
}
