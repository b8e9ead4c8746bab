package org.modemfleet.events;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/** A database that can go away: before a statement, or after a commit whose confirmation is lost. */
public final class FaultyDataSource extends DelegatingDataSource {

    private volatile boolean away;
    private final AtomicInteger lostConfirmations = new AtomicInteger();
    private final AtomicInteger failures = new AtomicInteger();

    public FaultyDataSource(DataSource target) {
        super(target);
    }

    public void goAway() {
        away = true;
    }

    public void comeBack() {
        away = false;
    }

    /** The next commit takes place, but its caller gets an error. */
    public void loseNextConfirmation() {
        lostConfirmations.incrementAndGet();
    }

    public int failures() {
        return failures.get();
    }

    @Override
    public Connection getConnection() throws SQLException {
        if (away) {
            throw failure("connection refused");
        }
        Connection real = super.getConnection();
        return (Connection) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {Connection.class},
                (_, method, arguments) -> {
                    if (away && method.getName().equals("prepareStatement")) {
                        throw failure("connection lost");
                    }
                    try {
                        Object result = method.invoke(real, arguments);
                        if (method.getName().equals("commit") && lostConfirmations.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
                            throw failure("connection lost after the commit");
                        }
                        return result;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private SQLException failure(String message) {
        failures.incrementAndGet();
        return new SQLException(message);
    }
}
