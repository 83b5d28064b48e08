import java.io.PrintStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.Date;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.sql.Types;
import java.util.HexFormat;
import java.util.List;

/**
 * Drives the JDBC driver: {@code Probe MODE JDBC_URL STATEMENT...}. Prints a line for each row,
 * count of updated rows or error that the driver showed.
 */
public final class Probe {
    private static final PrintStream OUT = new PrintStream(System.out, false, StandardCharsets.UTF_8);

    public static void main(String[] args) throws Exception {
        List<String> more = List.of(args).subList(2, args.length);
        try (Connection connection = DriverManager.getConnection(args[1])) {
            switch (args[0]) {
                case "run" -> run(connection, more);
                case "prepared" -> prepared(connection, more.getFirst(), more.subList(1, more.size()));
                case "batch" -> batch(connection, more.getFirst());
                case "commit", "rollback" -> transaction(connection, args[0], more);
                case "cancel" -> cancel(connection, more.getFirst());
                case "metadata" -> metadata(connection.getMetaData());
                default -> throw new IllegalArgumentException(args[0]);
            }
        }
        OUT.flush();
        // The driver's threads for spooled segments would stay for another minute.
        System.exit(0);
    }

    private interface Step {
        void run() throws SQLException;
    }

    private static void attempt(int number, Step step) {
        try {
            step.run();
        }
        catch (SQLException e) {
            OUT.printf("%d\terror\t%d\t%s\t%s%n", number, e.getErrorCode(), e.getSQLState(), e.getMessage());
        }
    }

    private static void run(Connection connection, List<String> statements) {
        for (int number = 1; number <= statements.size(); number++) {
            int at = number;
            attempt(at, () -> execute(connection, at, statements.get(at - 1)));
        }
    }

    private static void execute(Connection connection, int number, String text) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            if (statement.execute(text)) {
                show(number, statement.getResultSet());
            }
            else if (statement.getUpdateCount() > 0) {
                OUT.printf("%d\t%d rows updated%n", number, statement.getUpdateCount());
            }
        }
    }

    /** Executes the statement twice with the same parameters, each written TYPE:TEXT. */
    private static void prepared(Connection connection, String text, List<String> parameters) {
        attempt(1, () -> {
            try (PreparedStatement statement = connection.prepareStatement(text)) {
                for (int number = 1; number <= 2; number++) {
                    for (int at = 1; at <= parameters.size(); at++) {
                        set(statement, at, parameters.get(at - 1).split(":", 2));
                    }
                    show(number, statement.executeQuery());
                }
            }
        });
    }

    private static void set(PreparedStatement statement, int at, String[] parameter) throws SQLException {
        String text = parameter[1];
        switch (parameter[0]) {
            case "integer" -> statement.setLong(at, Long.parseLong(text));
            case "string" -> statement.setString(at, text);
            case "boolean" -> statement.setBoolean(at, Boolean.parseBoolean(text));
            case "double" -> statement.setDouble(at, Double.parseDouble(text));
            case "decimal" -> statement.setBigDecimal(at, new BigDecimal(text));
            case "date" -> statement.setDate(at, Date.valueOf(text));
            case "timestamp" -> statement.setTimestamp(at, Timestamp.valueOf(text));
            case "bytes" -> statement.setBytes(at, text.getBytes(StandardCharsets.UTF_8));
            case "null" -> statement.setNull(at, Types.VARCHAR);
            default -> throw new IllegalArgumentException(parameter[0]);
        }
    }

    /** Inserts three rows of a number and a text. */
    private static void batch(Connection connection, String insert) {
        attempt(1, () -> {
            try (PreparedStatement statement = connection.prepareStatement(insert)) {
                String[] texts = {"one", "O'HARA", "zwölf 🙂"};
                for (int at = 0; at < texts.length; at++) {
                    statement.setInt(1, at);
                    statement.setString(2, texts[at]);
                    statement.addBatch();
                }
                for (int count : statement.executeBatch()) {
                    OUT.printf("1\t%d rows updated%n", count);
                }
            }
        });
    }

    private static void transaction(Connection connection, String end, List<String> statements)
            throws SQLException {
        connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
        connection.setReadOnly(true);
        connection.setAutoCommit(false);
        run(connection, statements);
        if (end.equals("commit")) {
            connection.commit();
        }
        else {
            connection.rollback();
        }
        connection.setAutoCommit(true);
        run(connection, List.of("SELECT 'afterwards'"));
    }

    /** Cancels the statement once something arrives on standard input. */
    private static void cancel(Connection connection, String text) throws Exception {
        Statement statement = connection.createStatement();
        Thread canceler = Thread.ofVirtual().start(() -> attempt(2, () -> {
            try {
                System.in.read();
            }
            catch (java.io.IOException e) {
                throw new SQLException(e);
            }
            statement.cancel();
        }));
        attempt(1, () -> show(1, statement.executeQuery(text)));
        canceler.join();
    }

    private static void metadata(DatabaseMetaData metadata) throws SQLException {
        OUT.printf("product\t%s\t%s%n", metadata.getDatabaseProductName(), metadata.getDatabaseProductVersion());
        show(1, metadata.getCatalogs());
        show(2, metadata.getSchemas("tpch", "sf1%"));
        show(3, metadata.getTables("tpch", "tiny", "%", new String[] {"TABLE"}));
        show(4, metadata.getTables("tpch", "tiny", "line\\_item", null));
        show(5, metadata.getColumns("tpch", "tiny", "nation", "%"));
        show(6, metadata.getTypeInfo());
        show(7, metadata.getTableTypes());
        show(8, metadata.getPrimaryKeys("tpch", "tiny", "nation"));
        OUT.printf("9\t%s%n", metadata.getSystemFunctions());
    }

    private static void show(int number, ResultSet rows) throws SQLException {
        int columns = rows.getMetaData().getColumnCount();
        while (rows.next()) {
            OUT.print(number);
            for (int column = 1; column <= columns; column++) {
                OUT.print("\t" + text(rows, column));
            }
            OUT.println();
        }
    }

    private static String text(ResultSet rows, int column) throws SQLException {
        // The driver's text of some of them is Java's own, which names the object.
        return rows.getObject(column) instanceof byte[] bytes ? HexFormat.of().formatHex(bytes) : rows.getString(column);
    }
}
