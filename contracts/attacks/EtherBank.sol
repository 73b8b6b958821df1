// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

// Small contracts with one fault each, and sound twins: what `attack` is tried on.
/* solhint-disable gas-custom-errors */

/// @title A bank of ether
/// @dev What both of the pair have in common; they differ in the order of two lines.
abstract contract EtherBank {
    /// @notice What is owed to an account, wei.
    mapping(address account => uint256 wei_) public owed;

    /// @notice Keeps the ether that is sent along.
    function deposit() external payable {
        owed[msg.sender] += msg.value;
    }

    /// @notice Pays all that is owed to the caller.
    function withdraw() external virtual;

    function _pay(uint256 amount) internal {
        (bool paid, ) = msg.sender.call{value: amount}("");
        require(paid, "not paid");
    }
}

/// @title Pays before it forgets what it owed
/// @dev Known way to game it: withdraw again while the payment arrives. It takes all that others deposited.
contract ReentrantBank is EtherBank {
    /// @inheritdoc EtherBank
    function withdraw() external override {
        uint256 amount = owed[msg.sender];
        require(amount > 0, "nothing owed");
        _pay(amount);
        owed[msg.sender] = 0;
    }
}

/// @title Forgets what it owes before it pays
/// @dev Sound: the sum of `owed` never exceeds the balance. A deposit raises both by the same; a payment has lowered
/// `owed` by its amount before control leaves, so whatever is called within it finds the sum kept.
contract ReentrantBankSound is EtherBank {
    /// @inheritdoc EtherBank
    function withdraw() external override {
        uint256 amount = owed[msg.sender];
        require(amount > 0, "nothing owed");
        owed[msg.sender] = 0;
        _pay(amount);
    }
}

/// @title Lends its ether for the length of a call
/// @dev Known way to game it: deposit what was lent. It is back, as the caller's own.
contract LoanBank is EtherBank {
    /// @inheritdoc EtherBank
    function withdraw() external override {
        uint256 amount = owed[msg.sender];
        require(amount > 0, "nothing owed");
        owed[msg.sender] = 0;
        _pay(amount);
    }

    /// @notice Lends ether to the caller, who has to have returned it when its `lent` ends.
    function borrow(uint256 amount) external {
        uint256 before = address(this).balance;
        require(amount <= before, "too much");
        IBorrower(msg.sender).lent{value: amount}();
        require(address(this).balance >= before, "not returned");
    }
}

/// @title Lends its ether for the length of a call, and takes no deposits meanwhile
/// @dev Sound: while a loan is out nothing but the return through `repay` is accepted, which credits nobody, and no
/// second loan is given; so what is owed changes only while no loan is out, where the proof of ReentrantBankSound holds.
contract LoanBankSound {
    /// @notice What is owed to an account, wei.
    mapping(address account => uint256 wei_) public owed;
    bool private lending;

    modifier atRest() {
        require(!lending, "a loan is out");
        _;
    }

    /// @notice Keeps the ether that is sent along.
    function deposit() external payable atRest {
        owed[msg.sender] += msg.value;
    }

    /// @notice Pays all that is owed to the caller.
    function withdraw() external atRest {
        uint256 amount = owed[msg.sender];
        require(amount > 0, "nothing owed");
        owed[msg.sender] = 0;
        (bool paid, ) = msg.sender.call{value: amount}("");
        require(paid, "not paid");
    }

    /// @notice Takes a loan back.
    function repay() external payable {
        require(lending, "no loan is out");
    }

    /// @notice Lends ether to the caller, who has to have returned it when its `lent` ends.
    function borrow(uint256 amount) external atRest {
        uint256 before = address(this).balance;
        require(amount <= before, "too much");
        lending = true;
        IBorrower(msg.sender).lent{value: amount}();
        require(address(this).balance >= before, "not returned");
        lending = false;
    }
}

/// @title Whoever borrows
interface IBorrower {
    /// @notice Called with what is lent.
    function lent() external payable;
}
