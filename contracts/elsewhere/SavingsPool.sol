// SPDX-License-Identifier: MIT
// solhint-disable one-contract-per-file
pragma solidity ^0.8.28;

import {Clones} from "@openzeppelin/contracts/proxy/Clones.sol";
import {ERC1967Proxy} from "@openzeppelin/contracts/proxy/ERC1967/ERC1967Proxy.sol";
import {ERC20, IERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";

/// @notice A stablecoin of 6 decimals.
contract Dollar is ERC20 {
    constructor(uint256 supply) ERC20("Dollar", "USD6") {
        _mint(msg.sender, supply);
    }

    function decimals() public pure override returns (uint8) {
        return 6;
    }
}

/// @notice What shares are worth, in code of its own: functions of a library that are public have to be linked.
library ShareMath {
    function toShares(uint256 assets, uint256 shares, uint256 total) public pure returns (uint256) {
        return shares == 0 ? assets : (assets * shares) / total;
    }

    function toAssets(uint256 share, uint256 shares, uint256 total) public pure returns (uint256) {
        return shares == 0 ? 0 : (share * total) / shares;
    }
}

/// @title SavingsPool
/// @notice Savers put dollars in through an account of their own, a clone, and hold shares of all that is in the pool.
/// @dev Lives behind a proxy, so it is initialized and not constructed. Known way to game it: the first saver can make a
/// share so dear by a gift to the pool that the next one's deposit is rounded down to no share.
contract SavingsPool {
    using SafeERC20 for IERC20;

    IERC20 public asset;
    address public accountImplementation;
    uint256 public totalShares;
    mapping(address account => uint256 shares) public sharesOf;
    mapping(address owner => address account) public accountOf;

    error NothingForIt();
    error AlreadyInitialized();

    event Deposited(address indexed account, uint256 assets, uint256 shares);
    event Withdrawn(address indexed account, uint256 assets, uint256 shares);

    function initialize(IERC20 asset_, address accountImplementation_) external {
        if (address(asset) != address(0)) revert AlreadyInitialized();
        asset = asset_;
        accountImplementation = accountImplementation_;
    }

    /// @notice Makes the caller's account, at an address that follows from the caller (CREATE2).
    function open() external returns (address account) {
        account = Clones.cloneDeterministic(accountImplementation, bytes32(uint256(uint160(msg.sender))));
        SavingsAccount(account).initialize(this, msg.sender);
        accountOf[msg.sender] = account;
    }

    function deposit(uint256 assets) external {
        uint256 shares = ShareMath.toShares(assets, totalShares, totalAssets());
        if (shares == 0) revert NothingForIt();
        totalShares += shares;
        sharesOf[msg.sender] += shares;
        asset.safeTransferFrom(msg.sender, address(this), assets);
        emit Deposited(msg.sender, assets, shares);
    }

    function withdraw(uint256 shares) external {
        uint256 assets = ShareMath.toAssets(shares, totalShares, totalAssets());
        totalShares -= shares;
        sharesOf[msg.sender] -= shares;
        asset.safeTransfer(msg.sender, assets);
        emit Withdrawn(msg.sender, assets, shares);
    }

    function totalAssets() public view returns (uint256) {
        return asset.balanceOf(address(this));
    }
}

/// @notice The account of one saver, who alone may use it.
contract SavingsAccount {
    using SafeERC20 for IERC20;

    SavingsPool public pool;
    address public owner;

    error NotOwner(address caller);
    error AlreadyInitialized();

    function initialize(SavingsPool pool_, address owner_) external {
        if (owner != address(0)) revert AlreadyInitialized();
        pool = pool_;
        owner = owner_;
    }

    function save(uint256 assets) external {
        if (msg.sender != owner) revert NotOwner(msg.sender);
        pool.asset().forceApprove(address(pool), assets);
        pool.deposit(assets);
    }

    function leave(uint256 shares) external {
        if (msg.sender != owner) revert NotOwner(msg.sender);
        pool.withdraw(shares);
        IERC20 asset = pool.asset();
        asset.safeTransfer(owner, asset.balanceOf(address(this)));
    }
}

/// @notice The pool's proxy: its state, and the code of whatever stands behind it.
contract SavingsProxy is ERC1967Proxy {
    constructor(address implementation, bytes memory initialization) ERC1967Proxy(implementation, initialization) {}
}
