package org.modemfleet.session;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.modemfleet.onemo.ConnectId;
import org.modemfleet.onemo.profile.ModelProfile;

/** What a session knows of its module; read by any thread. */
final class Facts {

    private static final ModuleIdentity NOBODY = new ModuleIdentity(null, null, null, null, null, null);

    private final ConnectionTable connections = new ConnectionTable();
    private final Map<ConnectId, Integer> inputFormats = new ConcurrentHashMap<>();
    private final DataModeLeft dataModeLeft;
    private final ResetSigns signs = new ResetSigns();
    private volatile @Nullable ModelProfile profile;
    private volatile ModuleIdentity identity = NOBODY;
    private volatile @Nullable IdentityMismatch identityMismatch;
    private volatile @Nullable RadioStatus radio;
    private volatile long epoch;

    Facts(@Nullable ModelProfile configured, DataModeLeft dataModeLeft) {
        this.dataModeLeft = dataModeLeft;
        this.profile = configured;
    }

    /** What held of the module in the epoch before holds no more. */
    void beginEpoch(long next) {
        epoch = next;
        connections.clear();
        inputFormats.clear();
        signs.clear();
    }

    ResetSigns signs() {
        return signs;
    }

    long epoch() {
        return epoch;
    }

    DataModeLeft dataModeLeft() {
        return dataModeLeft;
    }

    @Nullable ModelProfile profile() {
        return profile;
    }

    void profile(ModelProfile told) {
        profile = told;
    }

    ModuleIdentity identity() {
        return identity;
    }

    void identity(ModuleIdentity told) {
        identity = told;
    }

    /** Null unless another module than the one expected was found, or none that tells which it is. */
    @Nullable IdentityMismatch identityMismatch() {
        return identityMismatch;
    }

    /** Whoever was found is not there any more. */
    void forgetMismatch() {
        identityMismatch = null;
    }

    void identityMismatch(@Nullable String expected, ImeiCheck.Finding found) {
        identityMismatch = expected == null || found.passes() || !found.answers() ? null : new IdentityMismatch(expected, found.imei());
    }

    @Nullable RadioStatus radio() {
        return radio;
    }

    void radio(RadioStatus told) {
        radio = told;
    }

    ConnectionTable connections() {
        return connections;
    }

    int inputFormat(ConnectId connection) {
        return inputFormats.getOrDefault(connection, 0);
    }

    void inputFormat(ConnectId connection, int format) {
        inputFormats.put(connection, format);
    }
}
