// SPDX-License-Identifier: MIT
// Small contracts of one purpose stand together here, and do on purpose what others must not.
// solhint-disable one-contract-per-file, avoid-tx-origin, avoid-low-level-calls
pragma solidity ^0.8.28;

// Contracts that could notice that their callers are driven in one transaction, one for each way, and what they
// would notice. The batched engine must detect each and fall back to transactions.

/// @dev `act` logs what the contract has noticed; the same on every engine, or the engine is wrong.
abstract contract Noticing {
    event Seen(uint256 value);

    function act() external payable virtual;
}

contract NoticesOrigin is Noticing {
    function act() external payable override {
        emit Seen(tx.origin == msg.sender ? 1 : 0);
    }
}

contract NoticesCodeSize is Noticing {
    function act() external payable override {
        emit Seen(msg.sender.code.length);
    }
}

contract NoticesCodeHash is Noticing {
    function act() external payable override {
        emit Seen(uint256(msg.sender.codehash));
    }
}

contract NoticesCode is Noticing {
    function act() external payable override {
        uint256 head;
        assembly {
            extcodecopy(caller(), 0, 0, 32)
            head := mload(0)
        }
        emit Seen(head);
    }
}

/// @dev The hash of the block before depends on the transactions in it.
contract NoticesBlockHash is Noticing {
    function act() external payable override {
        emit Seen(blockhash(block.number - 1) == 0 ? 0 : 1);
    }
}

/// @dev Counts the calls of a transaction.
contract NoticesTransient is Noticing {
    function act() external payable override {
        uint256 count;
        assembly {
            count := add(tload(0), 1)
            tstore(0, count)
        }
        emit Seen(count);
    }
}

/// @dev Clears the slot on one path only.
contract NoticesTransientSometimes is Noticing {
    function act() external payable override {
        uint256 before;
        assembly {
            before := tload(7)
            tstore(7, 1)
        }
        emit Seen(before);
        if (uint160(msg.sender) % 2 == 0) {
            assembly {
                tstore(7, 0)
            }
        }
    }
}

/// @dev A first read of a slot costs 2,100 gas, a later one of the same transaction 100.
contract NoticesWarmth is Noticing {
    uint256 public slot;

    function act() external payable override {
        uint256 before = gasleft();
        uint256 value = slot;
        emit Seen(before - gasleft() + value);
    }
}

/// @dev The cost of a write depends on the value that the slot had when the transaction began.
contract NoticesOriginalStorage is Noticing {
    uint256 public slot;

    function act() external payable override {
        uint256 next = slot + 1;
        uint256 before = gasleft();
        slot = next;
        emit Seen(before - gasleft());
    }
}

/// @dev With this much gas the callee can read a slot only when it is warm.
contract NoticesStipend is Noticing {
    WarmSlot public immutable other = new WarmSlot();

    function act() external payable override {
        try other.read{gas: 1500}() returns (uint256) {
            emit Seen(1);
        } catch {
            emit Seen(0);
        }
        other.read();
    }
}

contract WarmSlot {
    uint256 public slot = 1;

    function read() external view returns (uint256) {
        return slot;
    }
}

/// @dev What is created and destroyed in one transaction is gone; in a later one it stays.
contract NoticesSelfdestruct is Noticing {
    Mortal public child;

    function act() external payable override {
        emit Seen(address(child).code.length == 0 ? 0 : 1);
        if (address(child) == address(0)) child = new Mortal();
        else child.die();
    }
}

contract Mortal {
    function die() external {
        selfdestruct(payable(msg.sender));
    }
}

/// @dev The child asks for the origin, and exists only after the first act.
contract NoticesThroughChild is Noticing {
    OriginReader public child;

    function act() external payable override {
        if (address(child) == address(0)) child = new OriginReader();
        emit Seen(child.isOrigin(msg.sender));
    }
}

/// @dev The same child, created by the constructor.
contract NoticesThroughSibling is Noticing {
    OriginReader public immutable sibling = new OriginReader();

    function act() external payable override {
        emit Seen(sibling.isOrigin(msg.sender));
    }
}

contract OriginReader {
    function isOrigin(address account) external view returns (uint256) {
        return tx.origin == account ? 1 : 0;
    }
}

/// @dev Is itself innocent, and calls one that is not.
contract NoticesThroughCallee is Noticing {
    OriginReader public immutable callee;

    constructor(OriginReader reader) {
        callee = reader;
    }

    function act() external payable override {
        emit Seen(callee.isOrigin(msg.sender));
    }
}

interface IReceiver {
    function onReward(uint256 amount) external;
}

/// @dev An account without code takes any call; a shell does not. Swallows the failure.
contract NoticesHook is Noticing {
    function act() external payable override {
        (bool ok, ) = msg.sender.call(abi.encodeCall(IReceiver.onReward, (1)));
        emit Seen(ok ? 1 : 0);
    }
}

/// @dev A call that expects code at the sender reverts for an account without code, before anything can be caught.
contract NoticesHookAndReverts is Noticing {
    error NothingToSee();

    function act() external payable override {
        try IReceiver(msg.sender).onReward(1) {
            emit Seen(1);
        } catch {
            revert NothingToSee();
        }
    }
}

/// @dev Fees show in the balance.
contract NoticesBalance is Noticing {
    function act() external payable override {
        emit Seen(msg.sender.balance);
    }
}

/// @dev What clearing a slot gives back at the end of a transaction shows in the balance of whoever paid for its gas.
contract NoticesRefund is Noticing {
    mapping(address account => uint256) public slots;

    function act() external payable override {
        slots[msg.sender] = 1 - slots[msg.sender];
        emit Seen(msg.sender.balance);
    }
}

contract NoticesTip is Noticing {
    function act() external payable override {
        emit Seen(block.coinbase.balance + tx.gasprice);
    }
}

/// @dev What the first caller of a block pays for a hundred slots is many times what later ones pay for them.
contract NoticesGasLimit is Noticing {
    mapping(uint256 key => uint256) public slots;

    function act() external payable override {
        for (uint256 i = 0; i < 100; ++i) slots[i]++;
        emit Seen(slots[99]);
    }
}
