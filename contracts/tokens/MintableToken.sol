// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @title MintableToken
/// @notice The smallest ERC20 (18 decimals) whose owner mints: stands in for a token that a contract asks for. Its
/// bytecode is a part of the vocabulary (`mintableToken`), so that a scenario needs no token of its own project.
/// @dev Known way to game it: the owner mints at will. It is a stand-in for a token that exists already.
contract MintableToken {
    // solhint-disable const-name-snakecase
    string public constant name = "Placeholder";
    string public constant symbol = "PLH";
    uint8 public constant decimals = 18;
    // solhint-enable const-name-snakecase
    uint256 public totalSupply;
    address public owner = msg.sender;
    mapping(address => uint256) public balanceOf;
    mapping(address => mapping(address => uint256)) public allowance;

    event Transfer(address indexed from, address indexed to, uint256 value);
    event Approval(address indexed owner, address indexed spender, uint256 value);

    error NotOwner();

    /// @notice Gives `account` `amount` wei of new tokens.
    function mint(address account, uint256 amount) external {
        if (msg.sender != owner) revert NotOwner();
        totalSupply += amount;
        balanceOf[account] += amount;
        emit Transfer(address(0), account, amount);
    }

    /// @notice Destroys the caller's tokens.
    function burn(uint256 amount) external {
        balanceOf[msg.sender] -= amount;
        totalSupply -= amount;
        emit Transfer(msg.sender, address(0), amount);
    }

    /// @notice Lets another account mint: a contract that pays its rewards in new tokens.
    function transferOwnership(address newOwner) external {
        if (msg.sender != owner) revert NotOwner();
        owner = newOwner;
    }

    function approve(address spender, uint256 amount) external returns (bool) {
        allowance[msg.sender][spender] = amount;
        emit Approval(msg.sender, spender, amount);
        return true;
    }

    function transfer(address to, uint256 amount) external returns (bool) {
        _move(msg.sender, to, amount);
        return true;
    }

    function transferFrom(address from, address to, uint256 amount) external returns (bool) {
        uint256 allowed = allowance[from][msg.sender];
        if (allowed != type(uint256).max) allowance[from][msg.sender] = allowed - amount;
        _move(from, to, amount);
        return true;
    }

    function _move(address from, address to, uint256 amount) private {
        balanceOf[from] -= amount;
        balanceOf[to] += amount;
        emit Transfer(from, to, amount);
    }
}
