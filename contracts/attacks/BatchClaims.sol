// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

// Small contracts with one fault each, and sound twins: what `attack` is tried on.
/* solhint-disable gas-custom-errors */

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

/// @title Tickets for deposits, paid back in one go
abstract contract TicketBase {
    struct Ticket {
        address owner;
        uint256 amount;
        bool paid;
    }
    IERC20 public immutable token;
    Ticket[] public tickets;

    constructor(IERC20 token_) {
        token = token_;
    }

    /// @notice How many tickets there are.
    function count() external view returns (uint256) {
        return tickets.length;
    }

    /// @notice Gives a ticket for tokens; answers its number.
    function deposit(uint256 amount) external returns (uint256 id) {
        require(token.transferFrom(msg.sender, address(this), amount), "not paid");
        id = tickets.length;
        tickets.push(Ticket(msg.sender, amount, false));
    }

    /// @notice Pays the caller's tickets.
    function claim(uint256[] calldata ids) external virtual;

    function _due(uint256 id) internal view returns (uint256) {
        Ticket storage ticket = tickets[id];
        require(ticket.owner == msg.sender && !ticket.paid, "not yours, or paid");
        return ticket.amount;
    }
}

/// @title Looks at all tickets, then cancels them
/// @dev Known way to game it: name a ticket many times.
contract BatchClaims is TicketBase {
    constructor(IERC20 token_) TicketBase(token_) {}

    /// @inheritdoc TicketBase
    function claim(uint256[] calldata ids) external override {
        uint256 sum = 0;
        for (uint256 i = 0; i < ids.length; i++) sum += _due(ids[i]);
        for (uint256 i = 0; i < ids.length; i++) tickets[ids[i]].paid = true;
        require(token.transfer(msg.sender, sum), "not paid");
    }
}

/// @title Cancels each ticket as it looks at it
/// @dev Sound: a ticket is paid for once, because it is cancelled before the next is looked at, and it pays what was
/// deposited for it.
contract BatchClaimsSound is TicketBase {
    constructor(IERC20 token_) TicketBase(token_) {}

    /// @inheritdoc TicketBase
    function claim(uint256[] calldata ids) external override {
        uint256 sum = 0;
        for (uint256 i = 0; i < ids.length; i++) {
            sum += _due(ids[i]);
            tickets[ids[i]].paid = true;
        }
        require(token.transfer(msg.sender, sum), "not paid");
    }
}
