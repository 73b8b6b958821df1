// SPDX-License-Identifier: MIT
// solhint-disable one-contract-per-file
pragma solidity ^0.8.28;

/// @title BatchWallet
/// @notice What an account can be delegated to (EIP-7702): it makes several calls at once, all or none, and lets a sponsor
/// whom it trusts send its calls and pay for them.
/// @dev Runs as the account's own code, with the account's storage and balance. Known way to game it: whoever is trusted can
/// do everything that the account can.
contract BatchWallet {
    struct Step {
        address to;
        uint256 value;
        bytes data;
    }

    /// @custom:storage-location erc7201:rewardscape.batch-wallet
    struct Settings {
        address sponsor;
    }

    // keccak256(abi.encode(uint256(keccak256("rewardscape.batch-wallet")) - 1)) & ~bytes32(uint256(0xff))
    bytes32 private constant SETTINGS = 0x007a89c8649841cc77aa4a33b590f61c7a8e740f3723da684a14a6a385917700;

    error NotAllowed(address caller);

    /// @notice Ether comes in as it does to any account.
    receive() external payable {}

    /// @notice Whose calls count as the account's own. Only the account itself says so.
    function trust(address sponsor) external {
        if (msg.sender != address(this)) revert NotAllowed(msg.sender);
        _settings().sponsor = sponsor;
    }

    /// @notice Makes calls in their order; one that reverts takes all back, with its reason.
    function execute(Step[] calldata steps) external {
        if (msg.sender != address(this) && msg.sender != _settings().sponsor) revert NotAllowed(msg.sender);
        for (uint256 i = 0; i < steps.length; i++) {
            (bool ok, bytes memory reason) = steps[i].to.call{value: steps[i].value}(steps[i].data);
            if (ok) continue;
            assembly ("memory-safe") {
                revert(add(reason, 32), mload(reason))
            }
        }
    }

    function _settings() private pure returns (Settings storage settings) {
        bytes32 slot = SETTINGS;
        assembly {
            settings.slot := slot
        }
    }
}

/// @title SponsorDesk
/// @notice Where accounts that want their calls sent by somebody else make themselves known.
contract SponsorDesk {
    address[] private _members;

    /// @notice Enters the caller.
    function join() external {
        _members.push(msg.sender);
    }

    /// @notice Whoever has joined, in that order.
    function members() external view returns (address[] memory) {
        return _members;
    }
}
