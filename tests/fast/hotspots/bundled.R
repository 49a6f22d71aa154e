# spdep on figures handed in as JSON (file name as argument): observed, population, neighbours (from 0).
suppressMessages({library(spdep); library(jsonlite)})
given <- fromJSON(commandArgs(TRUE)[1], simplifyVector = FALSE)
observed <- unlist(given$observed)
population <- unlist(given$population)
nb <- lapply(given$neighbours, function(i) if (length(i) == 0) 0L else as.integer(unlist(i)) + 1L)
class(nb) <- "nb"
attr(nb, "region.id") <- as.character(seq_along(nb))
rows <- nb2listw(nb, style = "W", zero.policy = TRUE)
eb <- EBest(observed, population)
a <- attr(eb, "parameters")$a
b <- attr(eb, "parameters")$b
z <- (observed / population - b) / sqrt(a + b / population)
moran <- suppressMessages(EBImoran.mc(observed, population, rows, 99, zero.policy = TRUE))
star <- nb2listw(include.self(nb), style = "W")
cat(toJSON(list(eb_rate = eb$estmm, eb_index = unname(moran$statistic),
  local_moran = localmoran(z, rows, zero.policy = TRUE)[, 1], gi_star = as.numeric(localG(z, star)),
  dispersion = summary(glm(observed ~ 1, offset = log(population), family = quasipoisson))$dispersion),
  digits = 12, auto_unbox = TRUE))
