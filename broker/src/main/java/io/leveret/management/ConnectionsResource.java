// SPDX-License-Identifier: Apache-2.0
package io.leveret.management;

import io.leveret.broker.ChannelView;
import io.leveret.broker.Definitions;
import io.leveret.broker.Session;
import io.leveret.broker.Sessions;
import io.leveret.broker.VirtualHost;
import io.vertx.core.Future;
import java.util.List;
import java.util.function.Predicate;

/** The node's connections; who is no monitor sees their own. */
final class ConnectionsResource implements Resource {
    private static final int SEEN_PER_TURN = 250;

    private final Sessions sessions;
    private final Definitions definitions;
    private final Owners owners;
    private final Shape<ConnectionRow> plain;
    private final Shape<ConnectionRow> full;
    private final Listing<ChannelView> channels;

    ConnectionsResource(Node node, Owners owners) {
        this.sessions = node.sessions();
        this.definitions = node.definitions();
        this.owners = owners;
        this.plain = ConnectionShape.plain(node.name());
        this.full = ConnectionShape.full(node.name());
        this.channels = new Listing<>(
                ChannelShape.of(node.name()), (rows, depth) -> Future.succeededFuture(rows), "vhost", "name");
    }

    @Override
    public void mount(Api api) {
        api.at("/connections", Right.MANAGEMENT)
                .get(call -> list(call, ListQuery.of(call), session -> mayRead(call.caller(), session)));
        api.at("/connections/:connection", Right.MANAGEMENT).get(this::one).delete(this::delete);
        api.at("/connections/:connection/channels", Right.MANAGEMENT).get(this::channels);
        api.at("/connections/username/:user", Right.MANAGEMENT)
                .get(this::listOfUser)
                .delete(this::deleteAllOfUser);
        api.at("/vhosts/:vhost/connections", Right.VISIBLE_VIRTUAL_HOST).get(call -> {
            VirtualHost host = VirtualHostsResource.existing(definitions, call);
            return list(
                    call,
                    ListQuery.whole(call),
                    session -> session.virtualHostName().equals(host.name()) && mayRead(call.caller(), session));
        });
    }

    static boolean mayRead(Caller caller, Session session) {
        return caller.isMonitor() || caller.name().equals(session.userName());
    }

    private Future<Answer> list(Call call, ListQuery query, Predicate<Session> which) {
        List<ConnectionRow> rows =
                sessions.all().stream().filter(which).map(ConnectionRow::of).toList();
        Shape<ConnectionRow> shape = call.isTrue("disable_stats") ? plain : full;
        return new Listing<>(shape, (some, depth) -> look(some), "vhost", "name").answer(query, rows);
    }

    private Future<List<ConnectionRow>> look(List<ConnectionRow> rows) {
        return owners.onEach(rows, row -> row.session().loop(), SEEN_PER_TURN, ConnectionRow::look);
    }

    private Session existing(Call call) {
        for (Session session : sessions.all()) {
            if (session.name().equals(call.name("connection"))) {
                return session;
            }
        }
        throw Refusal.notFound();
    }

    private Future<Answer> one(Call call) {
        Session session = existing(call);
        Authorization.mayRead(call.caller(), session.userName());
        ConnectionRow row = ConnectionRow.of(session);
        Columns columns = ListQuery.columns(call);
        return call.isTrue("disable_stats")
                ? Answer.ok(plain.json(row, columns))
                : look(List.of(row)).compose(seen -> Answer.ok(full.json(seen.get(0), columns)));
    }

    private Future<Answer> channels(Call call) {
        Session session = existing(call);
        Authorization.mayRead(call.caller(), session.userName());
        return owners.on(session.loop(), () -> session.view().channels())
                .compose(found -> channels.answer(ListQuery.whole(call), found));
    }

    private Future<Answer> delete(Call call) {
        Session session = existing(call);
        Authorization.mayChange(call.caller(), session.userName());
        sessions.close(each -> each.id() == session.id(), reason(call));
        return Answer.done();
    }

    private static String reason(Call call) {
        String given = call.request().getHeader("x-reason");
        return given == null ? "Closed via management plugin" : given;
    }

    private Future<Answer> listOfUser(Call call) {
        Authorization.mayRead(call.caller(), call.name("user"));
        return list(call, ListQuery.of(call), session -> session.userName().equals(call.name("user")));
    }

    private Future<Answer> deleteAllOfUser(Call call) {
        Authorization.mayChange(call.caller(), call.name("user"));
        sessions.close(session -> session.userName().equals(call.name("user")), reason(call));
        return Answer.done();
    }
}
