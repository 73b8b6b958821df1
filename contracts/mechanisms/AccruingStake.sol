// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ReentrancyGuard} from "@openzeppelin/contracts/utils/ReentrancyGuard.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

/// @title AccruingStake
/// @notice What staking rewards share: a funded reward that accrues over time and is split pro rata to stake, by an
/// accumulator of reward a unit of stake (Batog, Boca, Johnson 2018, "Scalable Reward Distribution on the Ethereum
/// Blockchain"). When it accrues is what tells the forms apart.
///
/// Agent calls: `stake(amount)`, `withdraw(amount)` (at once), `claim()`.
/// Actor calls: `start(amount)`, once, by the owner, who pays for the whole programme.
/// Positions:   `stakeOf(account)` in wei of the stake token, `claimable(account)` in wei of the reward token.
///
/// @dev funded = paid + claimable + accrued to nobody (`stranded`) + not accrued yet + dust. Shares round down.
/// @dev Known way to game it: what accrues while nobody stakes is stranded here for good.
abstract contract AccruingStake is Ownable, ReentrancyGuard {
    using SafeERC20 for IERC20;

    uint256 private constant PRECISION = 1e36;

    IERC20 public immutable stakeToken;
    IERC20 public immutable rewardToken;

    /// @notice Stake of all accounts, in wei.
    uint256 public totalStake;
    /// @notice Reward that accrued while nobody staked, in wei.
    uint256 public stranded;
    /// @notice Reward that the owner paid in, in wei; 0 before the start.
    uint256 public funded;

    uint256 private _accumulator;
    uint256 private _accruedBefore;
    mapping(address account => uint256) private _stakes;
    mapping(address account => uint256) private _owed;
    mapping(address account => uint256) private _paidUpTo;

    event Started(uint256 amount);
    event Staked(address indexed account, uint256 amount);
    event Withdrawn(address indexed account, uint256 amount);
    event Paid(address indexed account, uint256 amount);

    error ZeroAmount();
    error ZeroParameter();
    error AlreadyStarted();
    error InsufficientStake(uint256 stake, uint256 required);

    constructor(IERC20 stakeToken_, IERC20 rewardToken_) Ownable(msg.sender) {
        stakeToken = stakeToken_;
        rewardToken = rewardToken_;
    }

    /// @notice Starts the programme with `amount` wei of the reward token, once.
    function start(uint256 amount) external onlyOwner nonReentrant {
        if (amount == 0) revert ZeroAmount();
        if (funded != 0) revert AlreadyStarted();
        funded = amount;
        _onStart();
        emit Started(amount);
        rewardToken.safeTransferFrom(msg.sender, address(this), amount);
    }

    /// @notice Stakes `amount` wei.
    function stake(uint256 amount) external nonReentrant {
        if (amount == 0) revert ZeroAmount();
        _settle(msg.sender);
        _stakes[msg.sender] += amount;
        totalStake += amount;
        emit Staked(msg.sender, amount);
        stakeToken.safeTransferFrom(msg.sender, address(this), amount);
    }

    /// @notice Takes `amount` wei of stake back.
    function withdraw(uint256 amount) external nonReentrant {
        if (amount == 0) revert ZeroAmount();
        uint256 held = _stakes[msg.sender];
        if (held < amount) revert InsufficientStake(held, amount);
        _settle(msg.sender);
        _stakes[msg.sender] = held - amount;
        totalStake -= amount;
        emit Withdrawn(msg.sender, amount);
        stakeToken.safeTransfer(msg.sender, amount);
    }

    /// @notice Pays the caller what has accrued to it.
    /// @return amount Wei paid; 0 if nothing was due.
    function claim() external nonReentrant returns (uint256 amount) {
        _settle(msg.sender);
        amount = _owed[msg.sender];
        _owed[msg.sender] = 0;
        if (amount == 0) return 0;
        emit Paid(msg.sender, amount);
        rewardToken.safeTransfer(msg.sender, amount);
    }

    /// @notice Stake of `account`, in wei.
    function stakeOf(address account) external view returns (uint256) {
        return _stakes[account];
    }

    /// @notice Wei that `claim` would pay `account` now.
    function claimable(address account) external view returns (uint256) {
        uint256 accumulator = _accumulator;
        if (totalStake != 0) {
            accumulator += Math.mulDiv(_accruedTotal() - _accruedBefore, PRECISION, totalStake);
        }
        return _owed[account] + Math.mulDiv(_stakes[account], accumulator - _paidUpTo[account], PRECISION);
    }

    /// @dev Called once, when the programme starts.
    function _onStart() internal virtual;

    /// @dev Reward that has accrued since the start, in wei; never falls and never exceeds `funded`.
    function _accruedTotal() internal view virtual returns (uint256);

    function _settle(address account) private {
        uint256 accrued = _accruedTotal();
        if (totalStake == 0) stranded += accrued - _accruedBefore;
        else _accumulator += Math.mulDiv(accrued - _accruedBefore, PRECISION, totalStake);
        _accruedBefore = accrued;
        _owed[account] += Math.mulDiv(_stakes[account], _accumulator - _paidUpTo[account], PRECISION);
        _paidUpTo[account] = _accumulator;
    }
}
