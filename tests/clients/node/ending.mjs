// The end of what was made.
import { waitUntilVaultNotExists } from "@aws-sdk/client-glacier";
import { check, glacier, same, state, status } from "./kit.mjs";

check("delete_archive_and_vault", async () => {
    const vaultName = "photos";
    for (const archiveId of [state.archive, state.second]) {
        same(204, status(await glacier.deleteArchive({ vaultName, archiveId })));
    }

    same(204, status(await glacier.deleteVault({ vaultName })));
    same("SUCCESS", (await waitUntilVaultNotExists({ client: glacier, maxWaitTime: 5 }, { accountId: "-", vaultName })).state);
});
