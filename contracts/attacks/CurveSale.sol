// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

// Small contracts with one fault each, and sound twins: what `attack` is tried on.
/* solhint-disable gas-custom-errors */

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

/// @title Sells and buys back units along a straight line: the next unit costs a thousandth of a token for every unit there is
abstract contract CurveBase {
    IERC20 public immutable token;
    uint256 public supply;
    mapping(address account => uint256 units) public unitsOf;

    constructor(IERC20 token_, uint256 supply_) {
        (token, supply) = (token_, supply_);
    }

    /// @notice Kept of what a sale brings, of 10,000.
    function fee() public view virtual returns (uint256);

    /// @notice What units cost now.
    function cost(uint256 units) public view returns (uint256) {
        return _area(supply, units);
    }

    /// @notice Buys units.
    function buy(uint256 units) external {
        uint256 price = cost(units);
        supply += units;
        unitsOf[msg.sender] += units;
        require(token.transferFrom(msg.sender, address(this), price), "not paid");
    }

    /// @notice Sells units back.
    function sell(uint256 units) external {
        unitsOf[msg.sender] -= units;
        supply -= units;
        uint256 price = _area(supply, units);
        require(token.transfer(msg.sender, price - (price * fee() + 9999) / 10_000), "not paid");
    }

    /// @dev Under the line from `from` on.
    function _area(uint256 from, uint256 units) private pure returns (uint256) {
        return (units * (2 * from + units)) / 2e21;
    }
}

/// @title A curve without a fee
/// @dev Known way to game it: buy before somebody else buys and sell after. It takes what the other's purchase moved.
contract CurveSale is CurveBase {
    constructor(IERC20 token_, uint256 supply_) CurveBase(token_, supply_) {}

    /// @inheritdoc CurveBase
    function fee() public pure override returns (uint256) {
        return 0;
    }
}

/// @title A curve with a fee above what anybody's purchases move
/// @dev Sound where others buy less than a fifth of the units there are, net, as in its scenario: who buys a at s and sells
/// when the supply is h higher gets (2s + 2h + a) / (2s + a) <= 1 + h / s times the price, less a quarter:
/// 1.2 * 0.75 < 1.
contract CurveSaleSound is CurveBase {
    constructor(IERC20 token_, uint256 supply_) CurveBase(token_, supply_) {}

    /// @inheritdoc CurveBase
    function fee() public pure override returns (uint256) {
        return 2500;
    }
}
