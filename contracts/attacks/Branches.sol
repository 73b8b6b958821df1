// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

// Small contracts with one fault each, and sound twins: what `attack` is tried on.
/* solhint-disable gas-custom-errors */

/// @title A bank whose branches, one for whoever asks, pay out of what all have in it
abstract contract BranchedBank {
    mapping(address branch => bool) public isBranch;
    mapping(address account => uint256 wei_) public owed;

    /// @notice Keeps the ether that is sent along.
    function deposit() external payable {
        owed[msg.sender] += msg.value;
    }

    /// @notice Makes a branch.
    function found() external returns (address branch) {
        branch = _branch();
        isBranch[branch] = true;
    }

    /// @notice Pays what a branch says.
    function pay(address account, address to, uint256 amount) external {
        require(isBranch[msg.sender], "no branch");
        owed[account] -= amount;
        (bool sent, ) = to.call{value: amount}("");
        require(sent, "not sent");
    }

    function _branch() internal virtual returns (address);
}

/// @title Where somebody is paid who has ether in the bank
abstract contract BranchBase {
    BranchedBank internal immutable BANK = BranchedBank(msg.sender);

    /// @notice Pays an account's ether.
    function draw(address account, uint256 amount) external virtual;
}

/// @title Pays an account's ether to whoever asks
/// @dev Known way to game it: have a branch founded, and draw what is others' there.
contract Branch is BranchBase {
    /// @inheritdoc BranchBase
    function draw(address account, uint256 amount) external override {
        BANK.pay(account, msg.sender, amount);
    }
}

/// @title Pays an account's ether to the account
/// @dev Sound: `pay` takes from an account's ether what it pays, and is called by branches only, which pay to that account.
contract BranchSound is BranchBase {
    /// @inheritdoc BranchBase
    function draw(address account, uint256 amount) external override {
        BANK.pay(account, account, amount);
    }
}

/// @title Founds faulty branches
contract Branches is BranchedBank {
    function _branch() internal override returns (address) {
        return address(new Branch());
    }
}

/// @title Founds sound branches
contract BranchesSound is BranchedBank {
    function _branch() internal override returns (address) {
        return address(new BranchSound());
    }
}
