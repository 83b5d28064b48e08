import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Drives the JDBC driver: {@code Probe MODE URL USER SOURCE}, with statements on standard input
 * parted by lines of ";;". Prints a line for each row or error that the driver showed.
 */
public final class Probe {
    private static final PrintStream OUT = new PrintStream(System.out, false, StandardCharsets.UTF_8);

    public static void main(String[] args) throws Exception {
        String input = new String(System.in.readAllBytes(), StandardCharsets.UTF_8);
        String[] statements = input.split("\n;;\n");
        switch (args[0]) {
            case "run" -> run(url(args, ""), statements);
            case "prepared" -> {
                prepared(url(args, "&explicitPrepare=true"), statements);
                prepared(url(args, "&explicitPrepare=false"), statements);
            }
            case "transaction" -> transaction(url(args, ""), statements);
            default -> throw new IllegalArgumentException(args[0]);
        }
        OUT.flush();
    }

    private static String url(String[] args, String more) {
        String authority = args[1].replace("http://", "");
        return "jdbc:trino://%s/tpch/tiny?user=%s&source=%s%s".formatted(authority, args[2], args[3], more);
    }

    private static void run(String url, String[] statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url)) {
            for (int number = 1; number <= statements.length; number++) {
                try (Statement statement = connection.createStatement()) {
                    show(number, statement.executeQuery(statements[number - 1]));
                }
                catch (SQLException e) {
                    OUT.printf("%d\terror\t%d\t%s%n", number, e.getErrorCode(), e.getMessage());
                }
            }
        }
    }

    /** Each statement has one integer parameter and is executed twice. */
    private static void prepared(String url, String[] statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url)) {
            for (String text : statements) {
                try (PreparedStatement statement = connection.prepareStatement(text)) {
                    for (int parameter : new int[] {3, 7}) {
                        statement.setInt(1, parameter);
                        show(parameter, statement.executeQuery());
                    }
                }
            }
        }
    }

    private static void transaction(String url, String[] statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url)) {
            connection.setAutoCommit(false);
            for (int number = 1; number <= statements.length; number++) {
                try (Statement statement = connection.createStatement()) {
                    show(number, statement.executeQuery(statements[number - 1]));
                }
            }
            connection.commit();
        }
    }

    private static void show(int number, ResultSet rows) throws SQLException {
        int columns = rows.getMetaData().getColumnCount();
        while (rows.next()) {
            OUT.print(number);
            for (int column = 1; column <= columns; column++) {
                OUT.print("\t" + rows.getString(column));
            }
            OUT.println();
        }
    }
}
