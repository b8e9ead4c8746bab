package org.modemfleet.security;

import java.time.InstantSource;
import org.modemfleet.ModemFleetProperties;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpStatus;
import org.springframework.security.authentication.ReactiveAuthenticationManager;
import org.springframework.security.config.annotation.web.reactive.EnableWebFluxSecurity;
import org.springframework.security.config.web.server.SecurityWebFiltersOrder;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.config.web.server.ServerHttpSecurity.CsrfSpec;
import org.springframework.security.config.web.server.ServerHttpSecurity.FormLoginSpec;
import org.springframework.security.config.web.server.ServerHttpSecurity.HttpBasicSpec;
import org.springframework.security.config.web.server.ServerHttpSecurity.LogoutSpec;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.security.web.server.ServerAuthenticationEntryPoint;
import org.springframework.security.web.server.authentication.AuthenticationWebFilter;
import org.springframework.security.web.server.authentication.ServerAuthenticationEntryPointFailureHandler;
import org.springframework.security.web.server.authorization.ServerAccessDeniedHandler;
import org.springframework.security.web.server.context.NoOpServerSecurityContextRepository;
import org.springframework.security.web.server.firewall.ServerExchangeRejectedHandler;
import org.springframework.security.web.server.firewall.ServerWebExchangeFirewall;
import org.springframework.security.web.server.firewall.StrictServerWebExchangeFirewall;
import org.springframework.security.web.server.savedrequest.NoOpServerRequestCache;
import org.springframework.security.web.server.util.matcher.NegatedServerWebExchangeMatcher;
import org.springframework.security.web.server.util.matcher.ServerWebExchangeMatcher;
import org.springframework.security.web.server.util.matcher.ServerWebExchangeMatchers;
import org.springframework.web.server.ResponseStatusException;
import reactor.core.publisher.Mono;

@Configuration(proxyBeanMethods = false)
@EnableWebFluxSecurity
class SecurityConfiguration {

    /** Open without token. Health says no more than up or down. */
    private static final String[] OPEN = {"/v3/api-docs", "/v3/api-docs.yaml", "/v3/api-docs/**", "/swagger-ui.html", "/swagger-ui/**",
        "/webjars/**", "/actuator/health", "/actuator/health/**"};

    @Bean
    AdminToken adminToken(ModemFleetProperties settings) {
        String set = settings.adminToken();
        return new AdminToken(set != null ? set : new AdminTokenFile(settings.dataDirectory()).readOrMake());
    }

    @Bean
    StreamTickets streamTickets(ObjectProvider<InstantSource> clock) {
        return new StreamTickets(clock.getIfAvailable(InstantSource::system));
    }

    @Bean
    TicketHider ticketHider() {
        return new TicketHider();
    }

    @Bean
    ReactiveAuthenticationManager callerCheck(AdminToken adminToken, StreamTickets tickets) {
        return new CallerCheck(adminToken, tickets);
    }

    @Bean
    SecurityWebFilterChain securityFilters(ServerHttpSecurity http, ReactiveAuthenticationManager callers, ModemFleetProperties settings,
            ObjectProvider<ServerAuthenticationEntryPoint> entryPoints, ObjectProvider<ServerAccessDeniedHandler> deniedHandlers) {
        ServerAuthenticationEntryPoint entryPoint = entryPoints.getIfAvailable(BareProblems::new);
        ServerAccessDeniedHandler denied = deniedHandlers.getIfAvailable(BareProblems::new);
        ServerWebExchangeMatcher open = ServerWebExchangeMatchers.pathMatchers(OPEN);
        AuthenticationWebFilter authentication = new AuthenticationWebFilter(callers);
        authentication.setServerAuthenticationConverter(new Credentials());
        authentication.setRequiresAuthenticationMatcher(new NegatedServerWebExchangeMatcher(open));
        authentication.setAuthenticationFailureHandler(new ServerAuthenticationEntryPointFailureHandler(entryPoint));
        return http
                .csrf(CsrfSpec::disable)
                .formLogin(FormLoginSpec::disable)
                .httpBasic(HttpBasicSpec::disable)
                .logout(LogoutSpec::disable)
                .requestCache(cache -> cache.requestCache(NoOpServerRequestCache.getInstance()))
                .securityContextRepository(NoOpServerSecurityContextRepository.getInstance())
                .exceptionHandling(exceptions -> exceptions.authenticationEntryPoint(entryPoint).accessDeniedHandler(denied))
                .authorizeExchange(exchanges -> exchanges.matchers(open).permitAll().anyExchange().authenticated())
                .addFilterAt(new OriginFilter(settings.allowedOrigins()), SecurityWebFiltersOrder.CORS)
                .addFilterAt(authentication, SecurityWebFiltersOrder.AUTHENTICATION)
                .build();
    }

    @Bean
    TicketDescription ticketDescription() {
        return new TicketDescription();
    }

    /** A method that nothing here has is answered as such by routing, not refused as malformed. */
    @Bean
    ServerWebExchangeFirewall firewall() {
        StrictServerWebExchangeFirewall firewall = new StrictServerWebExchangeFirewall();
        firewall.setUnsafeAllowAnyHttpMethod(true);
        return firewall;
    }

    /** What the firewall refuses is told as every other bad request. */
    @Bean
    ServerExchangeRejectedHandler rejectedRequests() {
        return (exchange, refusal) -> Mono.error(new ResponseStatusException(HttpStatus.BAD_REQUEST, "the path or a header is malformed"));
    }
}
