// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// A price that buyers move: who buys before others and sells after them gains. Its keeper can move it too.
contract Price {
    uint256 public price = 100;
    mapping(address trader => int256 gain) public gainOf;

    event Traded(string what, uint256 price);

    function buy(uint256 size) external {
        gainOf[msg.sender] -= int256(price);
        price += size;
        emit Traded("buy", price);
    }

    function sell(uint256 size) external {
        price -= size;
        gainOf[msg.sender] += int256(price + size);
        emit Traded("sell", price);
    }

    function jump() external {
        price += 1000;
        emit Traded("jump", price);
    }
}
