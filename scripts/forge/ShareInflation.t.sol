// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ShareBase, SharesVault, SharesVaultSound} from "../src/SharesVault.sol";
import {CHEATS, Coin, HONEST, Hunt, within} from "./Hunt.sol";

abstract contract ShareInflationSetup is Hunt {
    Coin internal token = new Coin("Token");
    ShareBase internal vault;
    address internal attacker;

    function _vault(bool sound) internal {
        vault = sound ? ShareBase(new SharesVaultSound(token)) : new SharesVault(token);
        token.endow(HONEST, 100 ether, address(vault));
    }

    function wealth() public view override returns (uint256) {
        return token.balanceOf(attacker);
    }
}

contract ShareInflationBare is ShareInflationSetup {
    function setUp() external {
        _vault(_sound());
        attacker = address(0xA11);
        token.endow(attacker, 1000 ether, address(vault));
        _hunt(address(vault));
        _from(attacker);
        _begin();
    }

    function _sound() internal pure virtual returns (bool) {
        return false;
    }
}

contract ShareInflationHandler {
    ShareBase private immutable vault;
    Coin private immutable token;

    constructor(ShareBase vault_, Coin token_) {
        (vault, token) = (vault_, token_);
    }

    function deposit(uint256 amount) external {
        vault.deposit(within(amount, 0, token.balanceOf(address(this))));
    }

    function redeem(uint256 shares) external {
        vault.redeem(within(shares, 0, vault.sharesOf(address(this))));
    }

    function donate(uint256 amount) external {
        require(token.transfer(address(vault), within(amount, 0, token.balanceOf(address(this)))), "not given");
    }

    function honestDeposit() external {
        CHEATS.prank(HONEST);
        vault.deposit(100 ether);
    }
}

contract ShareInflationHandled is ShareInflationSetup {
    function setUp() external {
        _vault(_sound());
        attacker = address(new ShareInflationHandler(vault, token));
        token.endow(attacker, 1000 ether, address(vault));
        _hunt(attacker);
        _begin();
    }

    function _sound() internal pure virtual returns (bool) {
        return false;
    }
}

contract ShareInflationBareSound is ShareInflationBare {
    function _sound() internal pure override returns (bool) {
        return true;
    }
}

contract ShareInflationHandledSound is ShareInflationHandled {
    function _sound() internal pure override returns (bool) {
        return true;
    }
}
