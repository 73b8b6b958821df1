// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ReentrancyGuard} from "@openzeppelin/contracts/utils/ReentrancyGuard.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

/// @title VestingSchedule
/// @notice Grants that vest in a straight line over `duration`, nothing before `cliff`: what is earned by staying. Leaving
/// forfeits what has not vested.
///
/// Agent calls: `claim()`, `resign()`.
/// Actor calls: `grant(account, amount)`, `dismiss(account)` by the owner, who pays for grants and gets forfeits back.
/// Positions:   `claimable(account)`; `unvestedOf(account)` is worth something only to who stays.
///
/// Vested at age t of a grant W: 0 for t < cliff, else W * min(t, duration) / duration. Whoever's staying costs c a second
/// stays to the end if and only if c < W / duration. The cliff is a lump: from age cliff * (1 - W / (c * duration)) on it keeps even
/// those with a higher c, who leave the moment they have it.
/// @dev OpenZeppelin's VestingWalletCliff has the same curve but is a contract for each beneficiary and cannot forfeit.
/// @dev Known ways to game it: staying idle vests as well as working; who may be dismissed just before the cliff is at the
/// owner's mercy, and who leaves just after it has taken what was meant to keep him.
contract VestingSchedule is Ownable, ReentrancyGuard {
    using SafeCast for uint256;
    using SafeERC20 for IERC20;

    /// @dev A grant since `since`; once ended, `amount` is what had vested and `ended` is true.
    struct Grant {
        uint128 amount;
        uint64 since;
        bool ended;
        uint128 paid;
    }

    IERC20 public immutable token;
    /// @notice Seconds before anything vests.
    uint256 public immutable cliff;
    /// @notice Seconds until all has vested.
    uint256 public immutable duration;

    mapping(address account => Grant) private _grants;

    event Granted(address indexed account, uint256 amount);
    event Paid(address indexed account, uint256 amount);
    event Ended(address indexed account, uint256 forfeited);

    error BadSchedule();
    error ZeroAmount();
    error AlreadyGranted(address account);
    error NoGrant(address account);

    /// @param token_ ERC20 that is granted.
    /// @param cliff_ Seconds before anything vests, at most the duration.
    /// @param duration_ Seconds until all has vested, at least 1.
    constructor(IERC20 token_, uint256 cliff_, uint256 duration_) Ownable(msg.sender) {
        if (duration_ == 0 || cliff_ > duration_) revert BadSchedule();
        token = token_;
        cliff = cliff_;
        duration = duration_;
    }

    /// @notice Grants `amount` wei to `account` from now on. An account has one grant, or one after the other.
    function grant(address account, uint256 amount) external onlyOwner nonReentrant {
        if (amount == 0) revert ZeroAmount();
        Grant storage entry = _grants[account];
        if (entry.amount != entry.paid) revert AlreadyGranted(account);
        _grants[account] = Grant(amount.toUint128(), block.timestamp.toUint64(), false, 0);
        emit Granted(account, amount);
        token.safeTransferFrom(msg.sender, address(this), amount);
    }

    /// @notice Pays the caller what has vested.
    /// @return amount Wei paid; 0 if nothing was due.
    function claim() external nonReentrant returns (uint256 amount) {
        amount = claimable(msg.sender);
        if (amount == 0) return 0;
        _grants[msg.sender].paid += amount.toUint128();
        emit Paid(msg.sender, amount);
        token.safeTransfer(msg.sender, amount);
    }

    /// @notice Ends the caller's grant; what has vested stays claimable.
    function resign() external nonReentrant {
        _end(msg.sender);
    }

    /// @notice Ends the grant of `account`; what has vested stays claimable.
    function dismiss(address account) external onlyOwner nonReentrant {
        _end(account);
    }

    /// @notice Wei of the last grant of `account` that have vested, paid or not.
    function vestedOf(address account) public view returns (uint256) {
        Grant storage entry = _grants[account];
        if (entry.ended) return entry.amount;
        uint256 age = block.timestamp - entry.since;
        return age < cliff ? 0 : Math.mulDiv(entry.amount, Math.min(age, duration), duration);
    }

    /// @notice Wei that `claim` would pay `account` now.
    function claimable(address account) public view returns (uint256) {
        return vestedOf(account) - _grants[account].paid;
    }

    /// @notice Wei of the grant that have not vested.
    function unvestedOf(address account) external view returns (uint256) {
        return _grants[account].amount - vestedOf(account);
    }

    function _end(address account) private {
        Grant storage entry = _grants[account];
        uint256 vested = vestedOf(account);
        uint256 forfeited = entry.amount - vested;
        if (forfeited == 0) revert NoGrant(account);
        entry.amount = vested.toUint128();
        entry.ended = true;
        emit Ended(account, forfeited);
        token.safeTransfer(owner(), forfeited);
    }
}
