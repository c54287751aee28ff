// SPDX-License-Identifier: Apache-2.0
package io.leveret.protocol.amqp091.codec;

import io.netty.buffer.ByteBuf;

/** Class 90, tx: transactions of a channel. */
public final class TxMethods {
    private TxMethods() {}

    public record TxSelect() implements ClientChannelMethod {
        static TxSelect read(ArgumentReader in) {
            return new TxSelect();
        }

        @Override
        public int method() {
            return MethodIds.TX_SELECT;
        }

        @Override
        public void dispatch(ClientChannelMethods to) {
            to.on(this);
        }
    }

    public record TxSelectOk() implements ServerMethod {
        @Override
        public int method() {
            return MethodIds.TX_SELECT_OK;
        }

        @Override
        public void writeArguments(ByteBuf out) {}
    }

    public record TxCommit() implements ClientChannelMethod {
        static TxCommit read(ArgumentReader in) {
            return new TxCommit();
        }

        @Override
        public int method() {
            return MethodIds.TX_COMMIT;
        }

        @Override
        public void dispatch(ClientChannelMethods to) {
            to.on(this);
        }
    }

    public record TxCommitOk() implements ServerMethod {
        @Override
        public int method() {
            return MethodIds.TX_COMMIT_OK;
        }

        @Override
        public void writeArguments(ByteBuf out) {}
    }

    public record TxRollback() implements ClientChannelMethod {
        static TxRollback read(ArgumentReader in) {
            return new TxRollback();
        }

        @Override
        public int method() {
            return MethodIds.TX_ROLLBACK;
        }

        @Override
        public void dispatch(ClientChannelMethods to) {
            to.on(this);
        }
    }

    public record TxRollbackOk() implements ServerMethod {
        @Override
        public int method() {
            return MethodIds.TX_ROLLBACK_OK;
        }

        @Override
        public void writeArguments(ByteBuf out) {}
    }
}
