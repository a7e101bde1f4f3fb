package io.seckill.backend.decide.memory;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.ExtensionRegistryLite;
import com.google.protobuf.UnsafeByteOperations;
import com.google.protobuf.WireFormat;
import io.seckill.v1.LedgerRecord;
import io.seckill.v1.OutcomePage;
import io.seckill.v1.RememberedOutcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;

/**
 * Some remembered outcomes, kept as the bytes in which the ledger's topic has them: compact, and to write a page again
 * with more in it is to copy it.
 */
final class MemoryPage {
    /** Outcomes of a full page. */
    static final int CAPACITY = 256;

    private static final int FIRST_BYTES = 1024;

    /** What pages hold, and where the ledger's topic has them. */
    enum Kind {
        /** Purchases that were decided and won no order. */
        DECIDED("~outcomes/", LedgerRecord.OUTCOMES_FIELD_NUMBER),
        /** Purchases that were asked about and had not arrived. */
        UNKNOWN("~unknown/", LedgerRecord.UNKNOWN_FIELD_NUMBER);

        private final String keyPrefix;
        private final int field;

        Kind(String keyPrefix, int field) {
            this.keyPrefix = keyPrefix;
            this.field = field;
        }

        String key(long number) {
            return keyPrefix + number;
        }
    }

    private final long number;
    private long forgottenUntil; // when it was begun, or at the latest restoration since
    private long newestAt; // the log's time
    private final int[] starts = new int[CAPACITY]; // of each outcome's field in the bytes
    private final int[] hashes = new int[CAPACITY]; // of each request, so that to forget a page is not to parse it
    private byte[] bytes = new byte[FIRST_BYTES]; // the fields "outcomes" of an OutcomePage, one after the other
    private int length;
    private int size;

    MemoryPage(long number, long forgottenUntil) {
        this.number = number;
        this.forgottenUntil = forgottenUntil;
    }

    /** What is added next came about {@code at} a moment of the log's time. */
    void noticed(long at) {
        newestAt = Math.max(newestAt, at);
    }

    /** Outcomes up to {@code time} were forgotten after it was begun. */
    void forgotten(long time) {
        forgottenUntil = Math.max(forgottenUntil, time);
    }

    /** When the latest outcome here came about, by the log's time. */
    long newestAt() {
        return newestAt;
    }

    long number() {
        return number;
    }

    int size() {
        return size;
    }

    boolean full() {
        return size == CAPACITY;
    }

    /** The request's hash that {@link #add} was given. */
    int hash(int index) {
        return hashes[index];
    }

    /** Takes {@code outcome}, whose request has {@code hash}, and returns its index. */
    int add(RememberedOutcome outcome, int hash) {
        int needed = CodedOutputStream.computeMessageSize(OutcomePage.OUTCOMES_FIELD_NUMBER, outcome);
        if (length + needed > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(length + needed, 2 * bytes.length));
        }
        CodedOutputStream out = CodedOutputStream.newInstance(bytes, length, needed);
        written(() -> out.writeMessage(OutcomePage.OUTCOMES_FIELD_NUMBER, outcome));
        starts[size] = length;
        hashes[size] = hash;
        length += needed;
        if (size == CAPACITY - 1) {
            bytes = Arrays.copyOf(bytes, length);
        }
        return size++;
    }

    RememberedOutcome get(int index) {
        int end = index + 1 < size ? starts[index + 1] : length;
        try {
            CodedInputStream in = CodedInputStream.newInstance(bytes, starts[index], end - starts[index]);
            in.readTag();
            return in.readMessage(RememberedOutcome.parser(), ExtensionRegistryLite.getEmptyRegistry());
        } catch (IOException e) {
            throw new UncheckedIOException("what this page wrote itself cannot be read", e);
        }
    }

    /** The page as a {@link LedgerRecord}. */
    ByteString record(Kind kind) {
        int page = CodedOutputStream.computeInt64Size(OutcomePage.NUMBER_FIELD_NUMBER, number)
                + length
                + CodedOutputStream.computeInt64Size(OutcomePage.NEWEST_AT_FIELD_NUMBER, newestAt)
                + CodedOutputStream.computeInt64Size(OutcomePage.FORGOTTEN_UNTIL_FIELD_NUMBER, forgottenUntil);
        byte[] record = new byte
                [CodedOutputStream.computeTagSize(kind.field) + CodedOutputStream.computeUInt32SizeNoTag(page) + page];
        CodedOutputStream out = CodedOutputStream.newInstance(record);
        written(() -> {
            out.writeTag(kind.field, WireFormat.WIRETYPE_LENGTH_DELIMITED);
            out.writeUInt32NoTag(page);
            out.writeInt64(OutcomePage.NUMBER_FIELD_NUMBER, number);
            out.writeRawBytes(bytes, 0, length);
            out.writeInt64(OutcomePage.NEWEST_AT_FIELD_NUMBER, newestAt);
            out.writeInt64(OutcomePage.FORGOTTEN_UNTIL_FIELD_NUMBER, forgottenUntil);
        });
        return UnsafeByteOperations.unsafeWrap(record);
    }

    private interface Writing {
        void run() throws IOException;
    }

    private static void written(Writing writing) {
        try {
            writing.run();
        } catch (IOException e) {
            throw new UncheckedIOException("an array of the right size was too small", e);
        }
    }
}
