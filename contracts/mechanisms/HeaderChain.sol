// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

/// @title HeaderChain
/// @notice What the difficulty rules share: a chain of headers with declared timestamps, hash power that joins and leaves,
/// and a reward for each header, split pro rata to power.
///
/// Agent calls: `setPower(power)`, `claim()`.
/// Actor calls: `submitHeaders(timestamps)` by the owner, the timekeeper, who stands for the proof of work: a block takes
///              difficulty / totalPower units of time in expectation (`expectedInterval()`).
/// Positions:   `claimable(account)`, in wei of this token.
/// For a policy: `revenuePerHash()` against its own cost of a hash; `difficulty()`, `totalPower()`.
///
/// @dev Difficulty is the expected number of hashes of a block and power the hashes a unit of time, both 1e18 fixed point.
/// A unit of time is what the scenario says; one that needs milliseconds lets the unit be a millisecond.
/// @dev The reward uses the accumulator of Batog, Boca, Johnson (2018); shares round down and dust stays here.
/// @dev Known ways to game it: power is declared and must cost something outside; timestamps are as honest as the
/// timekeeper; power that joins just before a header and leaves after it is paid in full.
abstract contract HeaderChain is ERC20, Ownable {
    using SafeCast for uint256;

    struct Miner {
        uint128 power;
        uint128 accrued;
        uint256 paidUpTo; // value of the accumulator when last settled
    }

    uint256 internal constant ONE = 1e18;
    uint256 private constant PRECISION = 2 ** 128;

    /// @notice Intended time between headers, in units of time.
    uint256 public immutable targetInterval;
    /// @notice Reward of a header, in wei.
    uint256 public immutable headerReward;

    /// @notice Expected hashes of the next block, 1e18 fixed point.
    uint256 public difficulty;
    /// @notice Timestamp of the last header.
    uint64 public lastTimestamp;
    /// @notice Number of headers.
    uint64 public height;
    /// @notice Hash power of all miners, hashes a unit of time, 1e18 fixed point.
    uint256 public totalPower;

    uint256 private _accumulator;
    mapping(address miner => Miner) private _miners;

    event PowerSet(address indexed miner, uint256 power);
    event HeadersAdded(uint256 height, uint256 timestamp, uint256 difficulty);
    event Paid(address indexed miner, uint256 amount);

    error ZeroParameter();
    error TimestampBehind(uint64 timestamp);

    /// @param targetInterval_ Intended time between headers, above zero.
    /// @param headerReward_ Reward of a header, in wei of this token.
    /// @param difficulty_ First difficulty, 1e18 fixed point, above zero.
    /// @param genesis Timestamp from which the first header's interval counts.
    constructor(
        uint256 targetInterval_,
        uint256 headerReward_,
        uint256 difficulty_,
        uint64 genesis
    ) ERC20("Header Reward", "HEADER") Ownable(msg.sender) {
        if (targetInterval_ == 0 || difficulty_ == 0) revert ZeroParameter();
        targetInterval = targetInterval_;
        headerReward = headerReward_;
        difficulty = difficulty_;
        lastTimestamp = genesis;
    }

    /// @notice Sets the caller's hash power from now on; 0 to leave.
    function setPower(uint256 power) external {
        Miner storage miner = _settle(msg.sender);
        totalPower = totalPower - miner.power + power;
        miner.power = power.toUint128();
        emit PowerSet(msg.sender, power);
    }

    /// @notice Adds headers. The power of this moment is paid for all of them.
    /// @param timestamps None before the one before it.
    function submitHeaders(uint64[] calldata timestamps) external onlyOwner {
        uint64 last = lastTimestamp;
        uint256 current = difficulty;
        uint256 count = height;
        for (uint256 i = 0; i < timestamps.length; ++i) {
            uint64 timestamp = timestamps[i];
            if (timestamp < last) revert TimestampBehind(timestamp);
            current = Math.max(1, _adjust(current, count, last, timestamp));
            last = timestamp;
            ++count;
        }
        lastTimestamp = last;
        difficulty = current;
        height = count.toUint64();
        emit HeadersAdded(count, last, current);
        if (totalPower == 0) return;
        uint256 reward = timestamps.length * headerReward;
        _accumulator += Math.mulDiv(reward, PRECISION, totalPower);
        _mint(address(this), reward);
    }

    /// @notice Pays the caller what it is owed.
    /// @return amount Wei paid; 0 if nothing was due.
    function claim() external returns (uint256 amount) {
        Miner storage miner = _settle(msg.sender);
        amount = miner.accrued;
        miner.accrued = 0;
        if (amount == 0) return 0;
        _transfer(address(this), msg.sender, amount);
        emit Paid(msg.sender, amount);
    }

    /// @notice Wei that `claim` would pay `account` now.
    function claimable(address account) public view returns (uint256) {
        Miner storage miner = _miners[account];
        return miner.accrued + Math.mulDiv(_accumulator - miner.paidUpTo, miner.power, PRECISION);
    }

    /// @notice Hash power of `account`.
    function powerOf(address account) external view returns (uint256) {
        return _miners[account].power;
    }

    /// @notice Expected time to the next header at this power, in units of time, rounded; the largest number at no power.
    function expectedInterval() external view returns (uint256) {
        return totalPower == 0 ? type(uint256).max : (difficulty + totalPower / 2) / totalPower;
    }

    /// @notice Expected wei a hash (1e18 of power for one unit of time) earns.
    function revenuePerHash() external view returns (uint256) {
        return Math.mulDiv(headerReward, ONE, difficulty);
    }

    /// @dev The difficulty after header number `index` (from 0), mined at `current` from `previous` to `timestamp`.
    function _adjust(
        uint256 current,
        uint256 index,
        uint64 previous,
        uint64 timestamp
    ) internal virtual returns (uint256);

    function _settle(address account) private returns (Miner storage miner) {
        miner = _miners[account];
        miner.accrued = claimable(account).toUint128();
        miner.paidUpTo = _accumulator;
    }
}
