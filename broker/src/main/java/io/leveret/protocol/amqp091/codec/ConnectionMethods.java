// SPDX-License-Identifier: Apache-2.0
package io.leveret.protocol.amqp091.codec;

import io.leveret.table.LongString;
import io.leveret.table.Table;
import io.netty.buffer.ByteBuf;

/** Class 10, connection: always on channel 0. */
public final class ConnectionMethods {
    private ConnectionMethods() {}

    /**
     * @param mechanisms separated by spaces
     */
    public record ConnectionStart(
            int versionMajor, int versionMinor, Table serverProperties, LongString mechanisms, LongString locales)
            implements ServerMethod {
        @Override
        public int method() {
            return MethodIds.CONNECTION_START;
        }

        @Override
        public void writeArguments(ByteBuf out) {
            out.writeByte(versionMajor);
            out.writeByte(versionMinor);
            byte[] table = serverProperties.encode();
            out.writeInt(table.length).writeBytes(table);
            out.writeInt(mechanisms.length()).writeBytes(mechanisms.bytes());
            out.writeInt(locales.length()).writeBytes(locales.bytes());
        }
    }

    public record ConnectionStartOk(Table clientProperties, String mechanism, LongString response, String locale)
            implements ClientConnectionMethod {
        static ConnectionStartOk read(ArgumentReader in) {
            return new ConnectionStartOk(in.table(), in.shortString(), in.longString(), in.shortString());
        }

        @Override
        public int method() {
            return MethodIds.CONNECTION_START_OK;
        }

        @Override
        public void dispatch(ClientConnectionMethods to) {
            to.on(this);
        }

        /** Without the secret: this may end up in a log. */
        @Override
        public String toString() {
            return "ConnectionStartOk[clientProperties=" + clientProperties + ", mechanism=" + mechanism + ", locale="
                    + locale + "]";
        }
    }

    public record ConnectionSecure(LongString challenge) implements ServerMethod {
        @Override
        public int method() {
            return MethodIds.CONNECTION_SECURE;
        }

        @Override
        public void writeArguments(ByteBuf out) {
            out.writeInt(challenge.length()).writeBytes(challenge.bytes());
        }
    }

    public record ConnectionSecureOk(LongString response) implements ClientConnectionMethod {
        static ConnectionSecureOk read(ArgumentReader in) {
            return new ConnectionSecureOk(in.longString());
        }

        @Override
        public int method() {
            return MethodIds.CONNECTION_SECURE_OK;
        }

        @Override
        public void dispatch(ClientConnectionMethods to) {
            to.on(this);
        }

        /** Without the secret: this may end up in a log. */
        @Override
        public String toString() {
            return "ConnectionSecureOk[]";
        }
    }

    /**
     * @param frameMax bytes, 0 means no limit
     * @param heartbeat seconds, 0 means none
     */
    public record ConnectionTune(int channelMax, long frameMax, int heartbeat) implements ServerMethod {
        @Override
        public int method() {
            return MethodIds.CONNECTION_TUNE;
        }

        @Override
        public void writeArguments(ByteBuf out) {
            out.writeShort(channelMax);
            out.writeInt((int) frameMax);
            out.writeShort(heartbeat);
        }
    }

    /**
     * @param frameMax bytes, 0 means no limit
     * @param heartbeat seconds, 0 means none
     */
    public record ConnectionTuneOk(int channelMax, long frameMax, int heartbeat) implements ClientConnectionMethod {
        static ConnectionTuneOk read(ArgumentReader in) {
            return new ConnectionTuneOk(in.uint16(), in.uint32(), in.uint16());
        }

        @Override
        public int method() {
            return MethodIds.CONNECTION_TUNE_OK;
        }

        @Override
        public void dispatch(ClientConnectionMethods to) {
            to.on(this);
        }
    }

    public record ConnectionOpen(String virtualHost, String capabilities, boolean insist)
            implements ClientConnectionMethod {
        static ConnectionOpen read(ArgumentReader in) {
            String virtualHost = in.shortString();
            String capabilities = in.shortString();
            int bits = in.octet();
            return new ConnectionOpen(virtualHost, capabilities, ArgumentReader.bit(bits, 0));
        }

        @Override
        public int method() {
            return MethodIds.CONNECTION_OPEN;
        }

        @Override
        public void dispatch(ClientConnectionMethods to) {
            to.on(this);
        }
    }

    public record ConnectionOpenOk(String knownHosts) implements ServerMethod {
        public ConnectionOpenOk() {
            this("");
        }

        @Override
        public int method() {
            return MethodIds.CONNECTION_OPEN_OK;
        }

        @Override
        public void writeArguments(ByteBuf out) {
            ShortString.write(out, knownHosts);
        }
    }

    /**
     * @param replyText cut to 255 bytes when written, as RabbitMQ does
     * @param classId of the method that failed, or 0
     */
    public record ConnectionClose(int replyCode, String replyText, int classId, int methodId)
            implements ClientConnectionMethod, ServerMethod {
        static ConnectionClose read(ArgumentReader in) {
            return new ConnectionClose(in.uint16(), in.shortString(), in.uint16(), in.uint16());
        }

        @Override
        public int method() {
            return MethodIds.CONNECTION_CLOSE;
        }

        @Override
        public void dispatch(ClientConnectionMethods to) {
            to.on(this);
        }

        @Override
        public void writeArguments(ByteBuf out) {
            out.writeShort(replyCode);
            ShortString.writeCut(out, replyText);
            out.writeShort(classId);
            out.writeShort(methodId);
        }
    }

    public record ConnectionCloseOk() implements ClientConnectionMethod, ServerMethod {
        static ConnectionCloseOk read(ArgumentReader in) {
            return new ConnectionCloseOk();
        }

        @Override
        public int method() {
            return MethodIds.CONNECTION_CLOSE_OK;
        }

        @Override
        public void dispatch(ClientConnectionMethods to) {
            to.on(this);
        }

        @Override
        public void writeArguments(ByteBuf out) {}
    }

    /** RabbitMQ extension. */
    public record ConnectionBlocked(String reason) implements ServerMethod {
        @Override
        public int method() {
            return MethodIds.CONNECTION_BLOCKED;
        }

        @Override
        public void writeArguments(ByteBuf out) {
            ShortString.write(out, reason);
        }
    }

    /** RabbitMQ extension. */
    public record ConnectionUnblocked() implements ServerMethod {
        @Override
        public int method() {
            return MethodIds.CONNECTION_UNBLOCKED;
        }

        @Override
        public void writeArguments(ByteBuf out) {}
    }

    /** RabbitMQ extension. */
    public record ConnectionUpdateSecret(LongString newSecret, String reason) implements ClientConnectionMethod {
        static ConnectionUpdateSecret read(ArgumentReader in) {
            return new ConnectionUpdateSecret(in.longString(), in.shortString());
        }

        @Override
        public int method() {
            return MethodIds.CONNECTION_UPDATE_SECRET;
        }

        @Override
        public void dispatch(ClientConnectionMethods to) {
            to.on(this);
        }

        /** Without the secret: this may end up in a log. */
        @Override
        public String toString() {
            return "ConnectionUpdateSecret[reason=" + reason + "]";
        }
    }

    /** RabbitMQ extension. */
    public record ConnectionUpdateSecretOk() implements ServerMethod {
        @Override
        public int method() {
            return MethodIds.CONNECTION_UPDATE_SECRET_OK;
        }

        @Override
        public void writeArguments(ByteBuf out) {}
    }
}
