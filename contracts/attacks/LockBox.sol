// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/* solhint-disable gas-custom-errors */

/// @title A box in which ether is kept, with a switch and a counter
/// @dev What both of the pair have in common. Nobody can take what is another's from either: the fault does harm only.
abstract contract LockBoxBase {
    /// @notice What is owed to an account, wei.
    mapping(address account => uint256 wei_) public owed;
    /// @notice Of all accounts, wei.
    uint256 public total;
    /// @notice All that ever came in, wei.
    uint256 public funded;
    /// @notice All that ever went out, wei.
    uint256 public paid;
    /// @notice Whether nothing comes in or goes out any more.
    bool public closed;
    address internal immutable OWNER = msg.sender;

    /// @notice Keeps the ether that is sent along.
    function deposit() external payable {
        require(!closed, "closed");
        owed[msg.sender] += msg.value;
        total += msg.value;
        funded += msg.value;
    }

    /// @notice Pays all that is owed to the caller.
    function withdraw() external {
        require(!closed, "closed");
        uint256 amount = owed[msg.sender];
        require(amount > 0, "nothing owed");
        owed[msg.sender] = 0;
        total -= amount;
        paid += amount;
        (bool sent, ) = msg.sender.call{value: amount}("");
        require(sent, "not sent");
    }

    /// @notice Takes ether as a present for an account.
    function give(address to) external payable virtual;

    /// @notice Ends all traffic.
    function close() external virtual;
}

/// @title Anyone closes it, and a present is owed to nobody
/// @dev Known way to game it: `close` locks what all have in it; a gift makes funded - paid - total differ from 0.
contract LockBox is LockBoxBase {
    /// @inheritdoc LockBoxBase
    function give(address) external payable override {
        require(!closed, "closed");
        funded += msg.value;
    }

    /// @inheritdoc LockBoxBase
    function close() external override {
        closed = true;
    }
}

/// @title Its owner closes it, and a present is owed to whom it is given
/// @dev Sound: only the owner writes `closed`, and every function changes funded - paid and total by the same amount.
contract LockBoxSound is LockBoxBase {
    /// @inheritdoc LockBoxBase
    function give(address to) external payable override {
        require(!closed, "closed");
        owed[to] += msg.value;
        total += msg.value;
        funded += msg.value;
    }

    /// @inheritdoc LockBoxBase
    function close() external override {
        require(msg.sender == OWNER, "not the owner");
        closed = true;
    }
}
