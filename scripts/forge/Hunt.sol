// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

// What forge needs to look for an attack: cheatcodes, targets, and the profit that it makes as large as it can.

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

interface Cheats {
    function deal(address account, uint256 balance) external;
    function prank(address sender) external;
}

Cheats constant CHEATS = Cheats(address(uint160(uint256(keccak256("hevm cheat code")))));
address constant HONEST = address(0x1001);

/// @title A token that anybody mints: whoever hunts does not call it
contract Coin is ERC20 {
    constructor(string memory name) ERC20(name, name) {}

    /// @notice Makes tokens.
    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }

    /// @notice Makes tokens and lets a contract take them.
    function endow(address to, uint256 amount, address spender) external {
        _mint(to, amount);
        _approve(to, spender, type(uint256).max);
    }
}

/// @notice A number within bounds.
function within(uint256 value, uint256 low, uint256 high) pure returns (uint256) {
    return high <= low ? low : low + (value % (high - low + 1));
}

/// @title What all hunts have in common
abstract contract Hunt {
    address[] private targets;
    address[] private senders;
    int256 private begun;

    /// @notice Asked by forge: whom to call.
    function targetContracts() external view returns (address[] memory) {
        return targets;
    }

    /// @notice Asked by forge: who calls.
    function targetSenders() external view returns (address[] memory) {
        return senders;
    }

    /// @notice What forge makes as large as it can: what the attacker has gained.
    function invariant_profit() external view returns (int256) {
        return int256(wealth()) - begun;
    }

    /// @notice What the attacker has.
    function wealth() public view virtual returns (uint256);

    function _hunt(address target) internal {
        targets.push(target);
    }

    function _from(address sender) internal {
        senders.push(sender);
    }

    /// @dev The attacker is ready.
    function _begin() internal {
        begun = int256(wealth());
    }
}
