// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

// Small contracts with one fault each, and sound twins: what `attack` is tried on.
/* solhint-disable gas-custom-errors */

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {RatioSwapSound} from "./RatioSwap.sol";

/// @title Lends money against goods
abstract contract GoodsLender {
    IERC20 public immutable goods;
    IERC20 public immutable money;
    mapping(address account => uint256 amount) public pledged;
    mapping(address account => uint256 amount) public debt;

    constructor(IERC20 goods_, IERC20 money_) {
        (goods, money) = (goods_, money_);
    }

    /// @notice Money for a unit (1e18) of goods.
    function price() public view virtual returns (uint256);

    /// @notice Gives goods as security.
    function pledge(uint256 amount) external {
        require(goods.transferFrom(msg.sender, address(this), amount), "not pledged");
        pledged[msg.sender] += amount;
    }

    /// @notice Lends up to two thirds of what the pledged goods are worth.
    function borrow(uint256 amount) external {
        debt[msg.sender] += amount;
        require(debt[msg.sender] * 3 <= ((pledged[msg.sender] * price()) / 1e18) * 2, "too little pledged");
        require(money.transfer(msg.sender, amount), "not lent");
    }

    /// @notice Pays a debt back and frees all goods once none is left.
    function repay(uint256 amount) external {
        debt[msg.sender] -= amount;
        require(money.transferFrom(msg.sender, address(this), amount), "not repaid");
        if (debt[msg.sender] > 0) return;
        uint256 free = pledged[msg.sender];
        pledged[msg.sender] = 0;
        require(goods.transfer(msg.sender, free), "not freed");
    }
}

/// @title Lends at the price that a market has now
/// @dev Known way to game it: buy goods until their price has risen, pledge them, and borrow more than they cost.
contract SpotLender is GoodsLender {
    RatioSwapSound public immutable market;

    constructor(IERC20 goods_, IERC20 money_, RatioSwapSound market_) GoodsLender(goods_, money_) {
        market = market_;
    }

    /// @inheritdoc GoodsLender
    function price() public view override returns (uint256) {
        return (money.balanceOf(address(market)) * 1e18) / goods.balanceOf(address(market));
    }
}

/// @title Lends at the price that goods had when it was set up
/// @dev Sound: goods are valued at 1. A loan is at most two thirds of them, so who leaves with it has left more behind, and
/// the market of the pair gives nobody a gain (RatioSwapSound).
contract SpotLenderSound is GoodsLender {
    RatioSwapSound public immutable market;

    constructor(IERC20 goods_, IERC20 money_, RatioSwapSound market_) GoodsLender(goods_, money_) {
        market = market_;
    }

    /// @inheritdoc GoodsLender
    function price() public pure override returns (uint256) {
        return 1e18;
    }
}
