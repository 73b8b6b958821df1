// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @notice Each block's prize is minted to those who worked in it, in proportion to their work.
contract WorkPool {
    uint256 public immutable prize;
    uint256 public totalSupply;
    mapping(address account => uint256) public balanceOf;

    mapping(uint256 number => uint256) public totalWork;
    mapping(uint256 number => mapping(address account => uint256)) public workOf;
    mapping(address account => uint256) public lastWorked;

    event Worked(address indexed account, uint256 amount);

    error NoWork();

    constructor(uint256 prize_) {
        prize = prize_;
    }

    /// @notice Works in this block. What is due from an earlier one is minted first.
    function work(uint256 amount) external {
        if (amount == 0) revert NoWork();
        settle(msg.sender);
        totalWork[block.number] += amount;
        workOf[block.number][msg.sender] += amount;
        lastWorked[msg.sender] = block.number;
        emit Worked(msg.sender, amount);
    }

    /// @notice Mints what an account is due from the last block that it worked in.
    function settle(address account) public {
        if (lastWorked[account] == block.number) return;
        uint256 due = earned(account);
        delete lastWorked[account];
        balanceOf[account] += due;
        totalSupply += due;
    }

    /// @notice What an account is due and has not been minted yet.
    function earned(address account) public view returns (uint256) {
        uint256 number = lastWorked[account];
        uint256 total = totalWork[number];
        return total == 0 ? 0 : (prize * workOf[number][account]) / total;
    }

    function transfer(address to, uint256 amount) external returns (bool) {
        balanceOf[msg.sender] -= amount;
        balanceOf[to] += amount;
        return true;
    }
}
