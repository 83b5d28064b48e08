// Drives trino-go-client: the first argument is a job as JSON, which names the coordinator, the
// session and what to do. Prints a line for each row or error that the driver showed.
package main

import (
	"bufio"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"

	"github.com/trinodb/trino-go-client/trino"
)

type job struct {
	Mode              string            `json:"mode"`
	URL               string            `json:"url"`
	User              string            `json:"user"`
	Source            string            `json:"source"`
	Headers           map[string]string `json:"headers"`
	ClientTags        []string          `json:"clientTags"`
	ExtraCredentials  map[string]string `json:"extraCredentials"`
	SessionProperties map[string]string `json:"sessionProperties"`
	Roles             map[string]string `json:"roles"`
	TimeZone          string            `json:"timeZone"`
	Statements        []string          `json:"statements"`
	Parameters        []string          `json:"parameters"`
	ExplicitPrepare   bool              `json:"explicitPrepare"`
}

var out = bufio.NewWriter(os.Stdout)

func main() {
	var j job
	must(json.Unmarshal([]byte(os.Args[1]), &j))
	db := sql.OpenDB(connector(j))
	// One connection is one session.
	conn, err := db.Conn(context.Background())
	must(err)
	switch j.Mode {
	case "run":
		runAll(conn, j.Statements)
	case "prepared":
		prepared(conn, j)
	case "commit", "rollback":
		transaction(conn, j)
	case "cancel":
		cancel(conn, j.Statements[0])
	default:
		panic("unknown mode " + j.Mode)
	}
	must(out.Flush())
}

func connector(j job) *trino.Connector {
	server, err := url.Parse(j.URL)
	must(err)
	server.User = url.User(j.User)
	made, err := trino.NewConnector(&trino.Config{
		ServerURI:              server.String(),
		Source:                 j.Source,
		Catalog:                "tpch",
		Schema:                 "tiny",
		ClientTags:             j.ClientTags,
		ExtraCredentials:       j.ExtraCredentials,
		SessionProperties:      j.SessionProperties,
		Roles:                  j.Roles,
		TimeZone:               j.TimeZone,
		DisableExplicitPrepare: !j.ExplicitPrepare,
		HTTPClient:             &http.Client{Transport: moreHeaders(j.Headers)},
	})
	must(err)
	return made
}

// moreHeaders are added to each request, as the driver has no option for them.
type moreHeaders map[string]string

func (more moreHeaders) RoundTrip(request *http.Request) (*http.Response, error) {
	request = request.Clone(request.Context())
	for name, value := range more {
		request.Header.Set(name, value)
	}
	return http.DefaultTransport.RoundTrip(request)
}

type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

func runAll(on querier, statements []string) {
	for at, statement := range statements {
		run(context.Background(), on, at+1, statement)
	}
}

func run(ctx context.Context, on querier, number int, statement string, args ...any) {
	if err := show(ctx, on, number, statement, args); err != nil {
		showError(number, err)
	}
}

func show(ctx context.Context, on querier, number int, statement string, args []any) error {
	rows, err := on.QueryContext(ctx, statement, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return err
	}
	values := make([]any, len(columns))
	targets := make([]any, len(columns))
	for at := range values {
		targets[at] = &values[at]
	}
	for rows.Next() {
		if err := rows.Scan(targets...); err != nil {
			return err
		}
		fmt.Fprint(out, number)
		for _, value := range values {
			fmt.Fprintf(out, "\t%v", value)
		}
		fmt.Fprintln(out)
	}
	return rows.Err()
}

func showError(number int, err error) {
	name := "-"
	var fromTrino *trino.ErrTrino
	if errors.As(err, &fromTrino) {
		name = fromTrino.ErrorName
	}
	fmt.Fprintf(out, "%d\terror\t%s\t%v\n", number, name, err)
}

// prepared executes each statement twice, with the same parameters.
func prepared(conn *sql.Conn, j job) {
	args := make([]any, len(j.Parameters))
	for at, parameter := range j.Parameters {
		args[at] = argument(parameter)
	}
	for at, text := range j.Statements {
		statement, err := conn.PrepareContext(context.Background(), text)
		must(err)
		for range 2 {
			run(context.Background(), prepareds{statement}, at+1, text, args...)
		}
		must(statement.Close())
	}
}

type prepareds struct{ *sql.Stmt }

func (p prepareds) QueryContext(ctx context.Context, _ string, args ...any) (*sql.Rows, error) {
	return p.Stmt.QueryContext(ctx, args...)
}

// argument reads TYPE:TEXT.
func argument(parameter string) any {
	kind, text, _ := strings.Cut(parameter, ":")
	switch kind {
	case "integer":
		value, err := strconv.ParseInt(text, 10, 64)
		must(err)
		return value
	case "string":
		return text
	case "boolean":
		return text == "true"
	case "double", "decimal":
		// The driver takes such numbers as text.
		return trino.Numeric(text)
	case "null":
		return nil
	}
	panic("unknown type of parameter " + parameter)
}

func transaction(conn *sql.Conn, j job) {
	options := &sql.TxOptions{Isolation: sql.LevelReadCommitted, ReadOnly: true}
	tx, err := conn.BeginTx(context.Background(), options)
	must(err)
	runAll(tx, j.Statements)
	if j.Mode == "commit" {
		must(tx.Commit())
	} else {
		must(tx.Rollback())
	}
	runAll(conn, []string{"SELECT 'afterwards'"})
}

// cancel ends the statement once a line arrives on standard input.
func cancel(conn *sql.Conn, statement string) {
	ctx, stop := context.WithCancel(context.Background())
	go func() {
		_, err := bufio.NewReader(os.Stdin).ReadString('\n')
		must(err)
		stop()
	}()
	run(ctx, conn, 1, statement)
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}
