// SPDX-License-Identifier: MIT
// Small contracts of one purpose stand together here, and do on purpose what others must not.
// solhint-disable one-contract-per-file, avoid-tx-origin, avoid-low-level-calls
pragma solidity ^0.8.28;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Address} from "@openzeppelin/contracts/utils/Address.sol";
import {ReentrancyGuard} from "@openzeppelin/contracts/utils/ReentrancyGuard.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";

// Ordinary contracts that use what could notice batching, and cannot notice it. None may cost a fall-back.

/// @dev Leaves its transient slot as zero on every path that succeeds.
contract TransientGuarded is ReentrancyGuardTransient {
    mapping(address account => uint256) public counts;

    event Done(uint256 count);

    function act(uint256 limit) external nonReentrant {
        if (counts[msg.sender] >= limit) return;
        for (uint256 i = 0; i < 3; ++i) counts[msg.sender]++;
        emit Done(counts[msg.sender]);
    }

    function peek() external view nonReentrantView returns (uint256) {
        return counts[msg.sender];
    }
}

contract StorageGuarded is ReentrancyGuard {
    using Address for address payable;

    mapping(address account => uint256) public owed;

    receive() external payable {
        owed[msg.sender] += msg.value;
    }

    function withdraw() external nonReentrant {
        uint256 amount = owed[msg.sender];
        owed[msg.sender] = 0;
        payable(msg.sender).sendValue(amount);
    }
}

interface IMintable {
    function mint(address to, uint256 amount) external;
}

contract MintableToken is ERC20 {
    constructor() ERC20("Mintable", "MINT") {}

    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }
}

/// @dev Its call returns nothing, so solc asks for the code size first; and tokens are moved as OpenZeppelin does it.
contract Rewarder {
    using SafeERC20 for IERC20;

    IMintable public immutable token;
    IMintable public other;

    constructor(IMintable minted) {
        token = minted;
        other = minted;
    }

    function reward(uint256 amount) external {
        token.mint(address(this), amount);
        other.mint(address(this), amount);
        IERC20(address(token)).safeTransfer(msg.sender, amount);
        IERC20(address(token)).forceApprove(msg.sender, amount);
    }
}
