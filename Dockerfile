FROM node:22-slim AS build
# npm names the list of packages after the folder.
WORKDIR /concord
COPY package.json package-lock.json ./
RUN npm ci
COPY . .
RUN npm run build && npm prune --omit=dev \
  && npm sbom --package-lock-only --sbom-format cyclonedx --sbom-type application --omit dev > sbom.cdx.json

# Of the tools of the system only a shell stays, which the embedded PostgreSQL needs: no package managers, no downloads, nothing setuid.
FROM node:22-slim AS system
RUN mkdir /data && chown node:node /data && chmod 700 /data \
  && rm -rf /usr/local/lib/node_modules /usr/local/include /usr/local/share /opt/* /root/.npm \
    /var/lib/apt /var/lib/dpkg /var/cache /var/log /usr/share/doc /usr/share/man /usr/share/perl* /usr/lib/*/perl* /usr/lib/apt \
  && find /usr/local/bin ! -type d ! -name node -delete \
  && find /usr/bin /usr/sbin ! -type d ! -name sh ! -name dash -delete

FROM scratch
COPY --from=system / /
ENV PATH=/usr/local/bin:/usr/bin:/bin NODE_ENV=production HOST=0.0.0.0 PORT=4000 CONCORD_DATA=/data
WORKDIR /app
COPY --from=build /concord/node_modules node_modules
COPY --from=build /concord/dist dist
COPY --from=build /concord/migrations migrations
COPY --from=build /concord/web web
COPY --from=build /concord/verify verify
COPY --from=build /concord/package.json /concord/sbom.cdx.json ./
USER node
VOLUME /data
EXPOSE 4000
# An API and a projector (CONCORD_ROLE) answer the same question.
HEALTHCHECK --interval=5s --timeout=5s --start-period=60s --retries=3 CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/health/ready`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--enable-source-maps", "dist/main.js"]
