import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Drives the JDBC driver one statement at a time: {@code OAuthProbe JDBC_URL} executes each line of
 * standard input when it comes, and prints the first column of its rows or its error.
 */
public final class OAuthProbe {
    public static void main(String[] args) throws Exception {
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in));
        try (Connection connection = DriverManager.getConnection(args[0])) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                run(connection, line);
            }
        }
    }

    private static void run(Connection connection, String text) {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(text)) {
            while (rows.next()) {
                System.out.println("row " + rows.getString(1));
            }
        }
        catch (SQLException e) {
            Throwable cause = e;
            while (cause.getCause() != null) {
                cause = cause.getCause();
            }
            System.out.println("error " + cause.getMessage());
        }
    }
}
