# The service for a PostgreSQL of your own (DATABASE_URL). PostgreSQL's embedded binaries need glibc, hence Debian.
FROM node:20.20-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json tsconfig*.json ./
COPY migrations ./migrations
COPY src ./src
# The embedded binaries stay out: a container has its database beside it.
RUN npm ci --omit=optional --ignore-scripts && npm run build && npm prune --omit=dev --omit=optional --ignore-scripts

FROM node:20.20-bookworm-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=8000 LOG_FORMAT=json
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY homeostat.config.yaml ./
COPY ops/runbooks ./ops/runbooks
USER node
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + process.env.PORT + '/health/ready').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "dist/src/cli.js", "start"]
