package io.pgweir.proxy.console;

import io.netty.buffer.ByteBuf;
import io.pgweir.protocol.BackendType;
import io.pgweir.protocol.Message;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;

/** The columns of a SHOW command. The console, JSON and the documentation read the same declaration. */
public final class Table<R> {
    private final List<Column<R>> columns = new ArrayList<>();

    /** A table without columns; add them in their order. */
    public static <R> Table<R> of() {
        return new Table<>();
    }

    public Table<R> text(String name, Function<R, String> value) {
        return add(name, Column.Type.TEXT, value.andThen(Optional::of));
    }

    /** A text that may be NULL. */
    public Table<R> optionalText(String name, Function<R, Optional<String>> value) {
        return add(name, Column.Type.TEXT, value);
    }

    public Table<R> int4(String name, ToIntFunction<R> value) {
        return add(name, Column.Type.INT4, row -> Optional.of(Integer.toString(value.applyAsInt(row))));
    }

    public Table<R> int8(String name, ToLongFunction<R> value) {
        return add(name, Column.Type.INT8, row -> Optional.of(Long.toString(value.applyAsLong(row))));
    }

    public Table<R> numeric(String name, ToLongFunction<R> value) {
        return add(name, Column.Type.NUMERIC, row -> Optional.of(Long.toString(value.applyAsLong(row))));
    }

    private Table<R> add(String name, Column.Type type, Function<R, Optional<String>> value) {
        columns.add(new Column<>(name, type, value));
        return this;
    }

    public List<Column<R>> columns() {
        return columns;
    }

    /** Writes RowDescription and a DataRow for each row. */
    void encode(ByteBuf out, List<R> rows) {
        encodeDescription(out);
        rows.forEach(row -> encodeRow(out, row));
    }

    // 'T' int32 len, int16 n, (cstring name, int32 table, int16 column, int32 type, int16 size, int32 mod, int16
    // format) ...
    private void encodeDescription(ByteBuf out) {
        int length = Message.begin(out, BackendType.ROW_DESCRIPTION);
        out.writeShort(columns.size());
        for (Column<R> column : columns) {
            Message.writeCstring(out, column.name());
            out.writeInt(0).writeShort(0);
            out.writeInt(column.type().oid()).writeShort(column.type().size());
            out.writeInt(-1).writeShort(0);
        }
        Message.end(out, length);
    }

    // 'D' int32 len, int16 n, (int32 length or -1, bytes) ...
    private void encodeRow(ByteBuf out, R row) {
        int length = Message.begin(out, BackendType.DATA_ROW);
        out.writeShort(columns.size());
        for (Column<R> column : columns) {
            Optional<String> value = column.value().apply(row);
            if (value.isEmpty()) {
                out.writeInt(-1);
            } else {
                int valueLength = out.writerIndex();
                out.writeInt(0);
                int bytes = out.writeCharSequence(value.get(), StandardCharsets.UTF_8);
                out.setInt(valueLength, bytes);
            }
        }
        Message.end(out, length);
    }
}
