// SPDX-License-Identifier: MIT
pragma solidity 0.7.6;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
// The rule looks in node_modules and knows no remappings.
// solhint-disable-next-line import-path-check
import {SafeMath} from "@openzeppelin/contracts/math/SafeMath.sol";

/// @notice As EarlyToken, for Solidity 0.7; anyone may mint a little, up to a cap.
contract LaterToken is ERC20 {
    using SafeMath for uint256;

    uint256 public immutable cap;

    constructor(uint256 supply, uint256 headroom) ERC20("Later", "LATER") {
        cap = supply.add(headroom);
        _mint(msg.sender, supply);
    }

    /// @param amount Wei of the token, to the caller.
    function draw(uint256 amount) external {
        require(totalSupply().add(amount) <= cap, "over the cap");
        _mint(msg.sender, amount);
    }
}
