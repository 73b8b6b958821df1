// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// Functions of one name and one number of arguments, and events of one name.
contract Overloads {
    mapping(address account => uint256 credits) public byAccount;
    mapping(uint256 id => uint256 credits) public byId;
    uint256 public small;

    event Credited(address indexed account);
    event Credited(uint256 indexed id, uint256 amount);

    function credit(address account) external {
        byAccount[account] += 1;
        emit Credited(account);
    }

    function credit(uint256 id) external {
        byId[id] += 1;
        emit Credited(id, 1);
    }

    /// A number in TypeScript, where the one above takes a bigint.
    function credit(uint8) external {
        small += 1;
    }

    function due(address account) external view returns (uint256) {
        return byAccount[account];
    }

    function due(uint256 id) external view returns (uint256) {
        return byId[id];
    }

    /// Texts in TypeScript, both of them.
    function named(string calldata) external pure returns (uint256) {
        return 1;
    }

    function named(bytes calldata) external pure returns (uint256) {
        return 2;
    }
}
