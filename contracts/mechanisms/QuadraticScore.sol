// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";

/// @title QuadraticScore
/// @notice Pays forecasts of shares by a quadratic score: of n questions with answers o_i in [0, 1] a forecast p earns
/// R (1 - (sum (p_i - o_i)^2) / n). The score is proper: whoever is paid by it earns most, in expectation, by saying the mean
/// of what he believes, question by question (Brier 1950; Gneiting, Raftery 2007).
///
/// Agent calls: `forecast(shares)`, once; `claim()`. Actor calls: `settle(answers)`, once, by the owner.
/// Positions:   `balanceOf(account) + claimable(account)`, in wei of this token.
///
/// @dev The greatest score is minted with each forecast, so that claims are always covered; what is not earned stays here.
/// @dev Known ways to game it: forecasts are public, so who comes last copies the best; several accounts with the same
/// forecast earn it several times; whoever is paid for being the best of many instead of by his score should exaggerate.
contract QuadraticScore is ERC20, Ownable {
    uint256 private constant ONE = 1e18;

    /// @notice Score of a perfect forecast, R, in wei.
    uint256 public immutable reward;
    /// @notice Questions of a forecast, n.
    uint256 public immutable questions;

    uint256[] private _answers;
    mapping(address account => uint256[]) private _forecasts;
    mapping(address account => bool) private _paid;

    event Forecast(address indexed account);
    event Settled();
    event Paid(address indexed account, uint256 amount);

    error ZeroParameter();
    error OnlyOnce();
    error AfterSettlement();
    error NotShares();

    /// @param reward_ Score of a perfect forecast, in wei of this token.
    /// @param questions_ Questions of a forecast, at least 1.
    constructor(uint256 reward_, uint256 questions_) ERC20("Quadratic Score", "SCORE") Ownable(msg.sender) {
        if (reward_ == 0 || questions_ == 0) revert ZeroParameter();
        reward = reward_;
        questions = questions_;
    }

    /// @notice Says the caller's forecast, one share of 1e18 a question; once, and before the answers are known.
    function forecast(uint256[] calldata shares) external {
        if (_answers.length != 0) revert AfterSettlement();
        if (_forecasts[msg.sender].length != 0) revert OnlyOnce();
        _requireShares(shares);
        _forecasts[msg.sender] = shares;
        _mint(address(this), reward);
        emit Forecast(msg.sender);
    }

    /// @notice Says the answers.
    function settle(uint256[] calldata answers) external onlyOwner {
        if (_answers.length != 0) revert OnlyOnce();
        _requireShares(answers);
        _answers = answers;
        emit Settled();
    }

    /// @notice Pays the caller its score.
    /// @return amount Wei paid; 0 if nothing was due.
    function claim() external returns (uint256 amount) {
        amount = claimable(msg.sender);
        if (amount == 0) return 0;
        _paid[msg.sender] = true;
        _transfer(address(this), msg.sender, amount);
        emit Paid(msg.sender, amount);
    }

    /// @notice Wei that `claim` would pay `account` now; rounds down.
    function claimable(address account) public view returns (uint256) {
        uint256[] storage shares = _forecasts[account];
        if (_answers.length == 0 || shares.length == 0 || _paid[account]) return 0;
        uint256 squares;
        for (uint256 i = 0; i < questions; ++i) {
            uint256 distance = shares[i] > _answers[i] ? shares[i] - _answers[i] : _answers[i] - shares[i];
            squares += distance * distance;
        }
        uint256 most = questions * ONE * ONE;
        return (reward * (most - squares)) / most;
    }

    function _requireShares(uint256[] calldata shares) private view {
        if (shares.length != questions) revert NotShares();
        for (uint256 i = 0; i < shares.length; ++i) if (shares[i] > ONE) revert NotShares();
    }
}
